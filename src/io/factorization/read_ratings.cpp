#include <cmath>

#include "core/error.h"
#include "io/bad_rows.h"
#include "io/row_cells.h"
#include "io/source.h"

namespace kinfold {
namespace {

class RatingReader {
 public:
  RatingReader(Source& source, const RatingRoles& roles, ReadReport& report, std::vector<std::uint8_t>* valid_rows)
      : source_(source), roles_(roles), report_(report), valid_rows_(valid_rows), bad_(source) {}

  Ratings read() {
    const auto& columns = source_.columns();
    std::vector<std::string> select = {id_column(columns[std::size_t(roles_.user)]),
                                       id_column(columns[std::size_t(roles_.item)])};
    if (roles_.value >= 0) select.push_back(number_column(source_, columns[std::size_t(roles_.value)]));
    if (roles_.time >= 0) select.push_back(number_column(source_, columns[std::size_t(roles_.time)]));
    const std::size_t expected = expected_rows(source_);
    ratings_.rows.reserve(expected);
    if (roles_.time >= 0) ratings_.time.reserve(expected);
    source_.db().read("SELECT " + join(select) + " FROM " + source_.from(), source_.text(),
                      [this](std::size_t rows, const std::vector<DuckDbColumn>& chunk) {
                        for (std::size_t row = 0; row < rows; ++row) read_row(row, chunk);
                      });
    report_.bad += bad_.count(report_.examples);
    return std::move(ratings_);
  }

 private:
  void read_row(std::size_t row, const std::vector<DuckDbColumn>& chunk) {
    std::string what;
    std::size_t column = 2;
    const double value = roles_.value >= 0 ? number_at(chunk[column++], row, what) : 1;
    if (what.empty() && !std::isfinite(float(value))) what = "the value is too large for a 32-bit number";
    int error_role = roles_.value;
    double time = 0;
    if (roles_.time >= 0 && what.empty()) {
      time = number_at(chunk[column], row, what);
      error_role = roles_.time;
    }
    for (const auto& [at, role] : {std::pair(0, roles_.user), std::pair(1, roles_.item)})
      if (chunk[std::size_t(at)].missing(row) || chunk[std::size_t(at)].text(row).empty())
        what = "the cell is empty", error_role = role;
    ++report_.rows;
    if (valid_rows_) valid_rows_->push_back(what.empty());
    if (!what.empty())
      return bad_.add(report_.rows - 1, "column '" + source_.columns()[std::size_t(error_role)].name + "': " + what);
    ratings_.rows.push_back(
        {ratings_.users.add(chunk[0].text(row)), ratings_.items.add(chunk[1].text(row)), float(value)});
    if (roles_.time >= 0) ratings_.time.push_back(time);
  }

  Source& source_;
  const RatingRoles& roles_;
  ReadReport& report_;
  std::vector<std::uint8_t>* valid_rows_;
  BadRows bad_;
  Ratings ratings_;
};

}  // namespace

Ratings read_ratings(Source& source, const RatingRoles& roles, ReadReport& report,
                     std::vector<std::uint8_t>* valid_rows) {
  Ratings ratings = RatingReader(source, roles, report, valid_rows).read();
  check_rows(ratings.rows.size(), report, source.text());
  return ratings;
}

std::vector<std::pair<std::string, std::string>> read_names(Source& source) {
  const auto& columns = source.columns();
  if (columns.size() < 2) throw Error("a table of names needs two columns: id and name", source.text());
  std::vector<std::pair<std::string, std::string>> names;
  source.db().read("SELECT " + id_column(columns[0]) + ", " + id_column(columns[1]) + " FROM " + source.from(),
                   source.text(), [&](std::size_t rows, const std::vector<DuckDbColumn>& chunk) {
                     for (std::size_t row = 0; row < rows; ++row)
                       if (!chunk[0].missing(row) && !chunk[1].missing(row))
                         names.emplace_back(chunk[0].text(row), chunk[1].text(row));
                   });
  return names;
}

}  // namespace kinfold
