#include "io/kg/graph_lines.h"

#include <charconv>
#include <optional>

#include "core/error.h"
#include "io/cells.h"
#include "io/kg/edge_list.h"
#include "io/kg/matrix_market.h"
#include "io/kg/n_triples.h"
#include "io/kg/triple_rows.h"

namespace kinfold {
namespace {

// Calls `visit` with the number of each line, from 0, and its text.
template <class Visit>
void for_each_line(Source& lines, const Visit& visit) {
  std::size_t number = 0;
  lines.db().read("SELECT line FROM " + lines.from(), lines.text(),
                  [&](std::size_t rows, const std::vector<DuckDbColumn>& chunk) {
                    for (std::size_t row = 0; row < rows; ++row, ++number)
                      visit(number, chunk[0].missing(row) ? std::string_view() : chunk[0].text(row));
                  });
}

class EdgeListReader {
 public:
  EdgeListReader(Source& lines, GraphTask task, TriplesReport& report) : lines_(lines), task_(task), report_(report) {}

  Triples read() {
    for_each_line(lines_, [this](std::size_t number, std::string_view text) {
      if (is_edge_comment(text)) return;
      const EdgeListLine line = edge_line(text);
      if (line.count == 0) return;
      if (!rows_ && begin(line)) return;
      add_row(number, line);
    });
    if (!rows_) throw Error("it has no rows", lines_.text());
    rows_->finish();
    check_rows(rows_->size(), report_, lines_.text());
    return rows_->take();
  }

 private:
  // Determines the number of columns and their types from the first row. Returns true if that row is a header.
  bool begin(const EdgeListLine& line) {
    if (line.count < 2)
      throw Error("it has only one column when split by spaces", lines_.text(),
                  "its first row is: " + std::string(line.column[0].substr(0, 80)) + "\n  set --delimiter TEXT");
    ColumnSchema schema{{}, false, lines_.options().columns, lines_.text()};
    for (std::size_t c = 0; c < std::min(line.count, EdgeListLine::kMaxColumns); ++c)
      schema.columns.push_back({std::string(line.column[c]), number_of(line.column[c]) ? "DOUBLE" : "VARCHAR", ""});
    schema.has_names = lines_.options().header == "auto" && is_graph_header(schema.columns);
    for (std::size_t c = 0; c < schema.columns.size() && !schema.has_names; ++c)
      schema.columns[c].name = std::to_string(c + 1);
    columns_ = line.count;
    roles_ = find_graph_roles(task_, schema);
    std::vector<std::string> names;
    for (int role : {roles_.head, roles_.relation, roles_.tail, roles_.weight, roles_.time})
      if (role >= 0) names.push_back(schema.columns[std::size_t(role)].name);
    report_.columns = join(names);
    rows_.emplace(lines_, report_, roles_.weight >= 0, roles_.time >= 0, expected_rows(lines_));
    return schema.has_names;
  }

  void add_row(std::size_t number, const EdgeListLine& line) {
    if (line.count != columns_)
      return rows_->add_bad(number,
                            "the row has " + std::to_string(line.count) + " columns, not " + std::to_string(columns_));
    const auto cell = [&](int role) { return line.column[std::size_t(role)]; };
    std::string what;
    const double time = roles_.time >= 0 ? number_in(cell(roles_.time), what) : 0;
    const double weight = roles_.weight >= 0 && what.empty() ? weight_in(cell(roles_.weight), what) : 1;
    if (!what.empty()) return rows_->add_bad(number, what);
    rows_->add(cell(roles_.head), roles_.relation >= 0 ? cell(roles_.relation) : TripleBuilder::kLink,
               cell(roles_.tail), weight, time);
  }

  Source& lines_;
  GraphTask task_;
  TriplesReport& report_;
  std::size_t columns_ = 0;
  GraphRoles roles_;
  std::optional<TripleBuilder> rows_;
};

class MatrixMarketReader {
 public:
  MatrixMarketReader(Source& lines, TriplesReport& report) : lines_(lines), report_(report) {}

  Triples read() {
    std::size_t last = 0;
    for_each_line(lines_, [&](std::size_t number, std::string_view text) { add_line(last = number, text); });
    if (!matrix_.has_size())
      throw Error(matrix_.has_banner() ? "it ends before the size line" : "the file is empty",
                  lines_.location_of(last));
    rows_->finish();
    // Bad lines that the CSV reader rejected, such as invalid UTF-8. They never reach add_line().
    const std::uint64_t rejected = report_.bad - bad_;
    if (entries_ + rejected < matrix_.expected())
      throw Error("it ends after " + std::to_string(entries_) + " entries, but its size line says " +
                      std::to_string(matrix_.expected()),
                  lines_.location_of(last), "the file may be truncated");
    check_rows(rows_->size(), report_, lines_.text());
    return rows_->take();
  }

 private:
  void add_line(std::size_t number, std::string_view text) {
    const bool had_size = matrix_.has_size();
    const MatrixMarketParser::Kind kind = matrix_.parse_line(text);
    if (kind == MatrixMarketParser::Kind::kError)
      throw Error(matrix_.error(), lines_.location_of(number), matrix_.advice());
    if (!had_size && matrix_.has_size()) begin();
    if (kind == MatrixMarketParser::Kind::kSkip) return;
    if (++entries_ > matrix_.expected())
      throw Error("it has more entries than its size line says, which is " + std::to_string(matrix_.expected()),
                  lines_.location_of(number));
    std::string what;
    double weight = 1;
    if (kind == MatrixMarketParser::Kind::kBadEntry) what = matrix_.error();
    if (what.empty() && matrix_.has_values()) weight = weight_in(matrix_.entry().value, what);
    if (what.empty()) return add(weight);
    ++bad_;
    rows_->add_bad(number, what);
  }

  void begin() {
    report_.columns = matrix_.has_values() ? "row, column, value" : "row, column";
    rows_.emplace(lines_, report_, matrix_.has_values(), false, std::min(matrix_.expected(), expected_rows(lines_)));
  }

  void add(double weight) {
    std::array<char, 20> row, column;
    const auto text = [](std::array<char, 20>& digits, std::uint64_t number) {
      const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
      return std::string_view(digits.data(), std::size_t(end - digits.data()));
    };
    rows_->add(text(row, matrix_.entry().row), TripleBuilder::kLink, text(column, matrix_.entry().column), weight);
  }

  Source& lines_;
  TriplesReport& report_;
  MatrixMarketParser matrix_;
  std::uint64_t entries_ = 0, bad_ = 0;
  std::optional<TripleBuilder> rows_;
};

}  // namespace

Triples read_n_triples(Source& lines, GraphTask task, TriplesReport& report) {
  TripleBuilder rows(lines, report, false, false, expected_rows(lines));
  NTriplesParser line;
  for_each_line(lines, [&](std::size_t number, std::string_view text) {
    switch (line.parse(text)) {
      case NTriplesParser::Kind::kTriple:
        return rows.add(line.subject(), task == GraphTask::kLinks ? TripleBuilder::kLink : line.predicate(),
                        line.object());
      case NTriplesParser::Kind::kError:
        return rows.add_bad(number, line.error());
      case NTriplesParser::Kind::kLiteral:
        ++report.rows, ++report.literals;
        return;
      case NTriplesParser::Kind::kSkip:
        return;
    }
  });
  rows.finish();
  report.columns = task == GraphTask::kLinks ? "subject, object" : "subject, predicate, object";
  if (rows.size() == 0 && report.literals > 0 && report.bad == 0)
    throw Error("all objects are literals, but a triple needs an entity as its object", lines.text(),
                "literals are skipped, since they are values rather than entities");
  check_rows(rows.size(), report, lines.text());
  return rows.take();
}

Triples read_edge_list(Source& lines, GraphTask task, TriplesReport& report) {
  return EdgeListReader(lines, task, report).read();
}

Triples read_matrix_market(Source& lines, GraphTask task, TriplesReport& report) {
  if (task == GraphTask::kTriples)
    throw Error("a matrix contains links, which have no relation", lines.text(), "use `train links`");
  return MatrixMarketReader(lines, report).read();
}

}  // namespace kinfold
