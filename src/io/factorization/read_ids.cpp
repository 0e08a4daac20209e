#include "io/source.h"

namespace kinfold {

std::vector<std::string> read_ids(Source& source) {
  std::vector<std::string> ids;
  source.db().read("SELECT CAST(" + sql_name(source.columns()[0].name) + " AS VARCHAR) FROM " + source.from(),
                   source.text(), [&](std::size_t rows, const std::vector<DuckDbColumn>& chunk) {
                     for (std::size_t row = 0; row < rows; ++row)
                       if (!chunk[0].missing(row)) ids.emplace_back(chunk[0].text(row));
                   });
  return ids;
}

}  // namespace kinfold
