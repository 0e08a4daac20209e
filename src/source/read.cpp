#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "core/error.h"
#include "source/bad_rows.h"
#include "source/cells.h"
#include "source/source.h"

namespace kinfold {
namespace {

// A role's column as SQL: ids as text; values and times as numbers where the source has types, as text where it has
// none.
std::string id_column(const Source::Column& column) { return "CAST(" + sql_name(column.name) + " AS VARCHAR)"; }

std::string number_column(const Source& source, const Source::Column& column) {
  const std::string name = sql_name(column.name);
  // As text, so that a cell that is no time can be shown.
  if (column.is_time() && source.is_text_file())
    return "coalesce(CAST(" + source.seconds_of(column) + " AS VARCHAR), " + name + ")";
  if (column.is_time()) return "CAST(" + source.seconds_of(column) + " AS DOUBLE)";
  if (source.is_text_file() || !column.is_number()) return id_column(column);
  return "CAST(" + name + " AS DOUBLE)";
}

// One cell as a number. `what` says what is wrong with it, if anything is.
double number_at(const DuckColumn& column, std::size_t row, std::string& what) {
  if (column.missing(row)) {
    what = "the cell is empty";
    return 0;
  }
  double value = 0;
  if (column.is_text()) {
    const std::string_view text = trimmed(column.text(row));
    const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
    const auto [end, error] = std::from_chars(begin, text.data() + text.size(), value);
    if (text.empty())
      what = "the cell is empty";
    else if (error != std::errc() || end != text.data() + text.size())
      what = "'" + std::string(text) + "' is not a number";
    else if (!std::isfinite(value))
      what = "'" + std::string(text) + "' is not finite";
  } else {
    value = column.number(row);
    if (!std::isfinite(value)) what = "the value is not finite";
  }
  return value;
}

// Rows that a text file is likely to hold, so that memory is asked for once; a guess too high costs nothing, but the
// system may refuse one that is far too high.
std::size_t expected_rows(const Source& source) {
  std::error_code error;
  if (!source.is_text_file()) return 0;
  const auto size = std::filesystem::file_size(source.text(), error);
  constexpr std::size_t kShortestRow = 12, kMost = 500'000'000;  // bytes; rows
  return error ? 0 : std::min<std::size_t>(size / kShortestRow, kMost);
}

class Reader {
 public:
  Reader(Source& source, const Roles& roles, ReadReport& report, std::vector<std::uint8_t>* marks)
      : source_(source), roles_(roles), report_(report), marks_(marks), bad_(source) {}

  Ratings read() {
    const auto& columns = source_.columns();
    std::vector<std::string> select = {id_column(columns[std::size_t(roles_.user)]),
                                       id_column(columns[std::size_t(roles_.item)])};
    if (roles_.value >= 0) select.push_back(number_column(source_, columns[std::size_t(roles_.value)]));
    if (roles_.time >= 0) select.push_back(number_column(source_, columns[std::size_t(roles_.time)]));
    const std::size_t expected = expected_rows(source_);
    ratings_.rows.reserve(expected);
    if (roles_.time >= 0) ratings_.time.reserve(expected);
    source_.duck().read("SELECT " + join(select) + " FROM " + source_.from(), source_.text(),
                        [this](std::size_t rows, const std::vector<DuckColumn>& chunk) {
                          for (std::size_t row = 0; row < rows; ++row) take(row, chunk);
                        });
    report_.bad += bad_.count(report_.examples);
    return std::move(ratings_);
  }

 private:
  void take(std::size_t row, const std::vector<DuckColumn>& chunk) {
    std::string what;
    std::size_t column = 2;
    const double value = roles_.value >= 0 ? number_at(chunk[column++], row, what) : 1;
    if (what.empty() && !std::isfinite(float(value))) what = "the value is too large for a 32-bit number";
    int blamed = roles_.value;
    double time = 0;
    if (roles_.time >= 0 && what.empty()) {
      time = number_at(chunk[column], row, what);
      blamed = roles_.time;
    }
    for (const auto& [at, role] : {std::pair(0, roles_.user), std::pair(1, roles_.item)})
      if (chunk[std::size_t(at)].missing(row) || chunk[std::size_t(at)].text(row).empty())
        what = "the cell is empty", blamed = role;
    ++report_.rows;
    if (marks_) marks_->push_back(what.empty());
    if (!what.empty())
      return bad_.add(report_.rows - 1, "column '" + source_.columns()[std::size_t(blamed)].name + "': " + what);
    ratings_.rows.push_back(
        {ratings_.users.add(chunk[0].text(row)), ratings_.items.add(chunk[1].text(row)), float(value)});
    if (roles_.time >= 0) ratings_.time.push_back(time);
  }

  Source& source_;
  const Roles& roles_;
  ReadReport& report_;
  std::vector<std::uint8_t>* marks_;
  BadRows bad_;
  Ratings ratings_;
};

}  // namespace

Ratings read_ratings(Source& source, const Roles& roles, ReadReport& report, std::vector<std::uint8_t>* marks) {
  Ratings ratings = Reader(source, roles, report, marks).read();
  if (ratings.rows.empty())
    throw Error(report.rows + report.bad == 0 ? "it has no rows" : "none of its rows is good", source.text(),
                report.examples.empty() ? "" : report.examples[0]);
  return ratings;
}

std::vector<std::pair<std::string, std::string>> read_names(Source& source) {
  const auto& columns = source.columns();
  if (columns.size() < 2) throw Error("a table of names needs two columns, id and name", source.text());
  std::vector<std::pair<std::string, std::string>> names;
  source.duck().read("SELECT " + id_column(columns[0]) + ", " + id_column(columns[1]) + " FROM " + source.from(),
                     source.text(), [&](std::size_t rows, const std::vector<DuckColumn>& chunk) {
                       for (std::size_t row = 0; row < rows; ++row)
                         if (!chunk[0].missing(row) && !chunk[1].missing(row))
                           names.emplace_back(chunk[0].text(row), chunk[1].text(row));
                     });
  return names;
}

}  // namespace kinfold
