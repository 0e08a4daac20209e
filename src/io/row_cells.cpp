#include "io/row_cells.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "core/error.h"
#include "io/cells.h"

namespace kinfold {

std::string id_column(const Source::Column& column) { return "CAST(" + sql_name(column.name) + " AS VARCHAR)"; }

std::string number_column(const Source& source, const Source::Column& column) {
  const std::string name = sql_name(column.name);
  // As text, so that an error can quote a cell that is not a time.
  if (column.is_time() && source.is_text_file())
    return "coalesce(CAST(" + source.seconds_of(column) + " AS VARCHAR), " + name + ")";
  if (column.is_time()) return "CAST(" + source.seconds_of(column) + " AS DOUBLE)";
  if (source.is_text_file() || !column.is_number()) return id_column(column);
  return "CAST(" + name + " AS DOUBLE)";
}

double number_in(std::string_view cell, std::string& what) {
  double value = 0;
  const std::string_view text = trimmed(cell);
  const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), value);
  if (text.empty())
    what = "the cell is empty";
  else if (error != std::errc() || end != text.data() + text.size())
    what = "'" + std::string(text) + "' is not a number";
  else if (!std::isfinite(value))
    what = "'" + std::string(text) + "' is not finite";
  return value;
}

double number_at(const DuckDbColumn& column, std::size_t row, std::string& what) {
  if (column.missing(row)) {
    what = "the cell is empty";
    return 0;
  }
  if (column.is_text()) return number_in(column.text(row), what);
  const double value = column.number(row);
  if (!std::isfinite(value)) what = "the value is not finite";
  return value;
}

std::size_t expected_rows(const Source& source) {
  std::error_code error;
  if (!source.is_text_file()) return 0;
  const auto size = std::filesystem::file_size(source.text(), error);
  constexpr std::size_t kShortestRow = 12, kShortestCell = 2, kMaxRows = 500'000'000;  // bytes; rows
  return error ? 0 : std::min(size / std::max(kShortestRow, kShortestCell * source.columns().size()), kMaxRows);
}

void check_rows(std::size_t num_valid, const ReadReport& report, const std::string& source) {
  if (num_valid > 0) return;
  throw Error(report.rows + report.bad == 0 ? "it has no rows" : "it has no valid rows", source,
              report.examples.empty() ? "" : report.examples[0]);
}

}  // namespace kinfold
