#include "io/kg/triple_reader.h"

#include <cmath>

#include "core/error.h"
#include "io/kg/edge_list.h"
#include "io/kg/graph_lines.h"
#include "io/kg/triple_rows.h"
#include "io/source_text.h"

namespace kinfold {
namespace {

class TripleTableReader {
 public:
  TripleTableReader(Source& source, GraphTask task, TriplesReport& report)
      : source_(source),
        roles_(find_graph_roles(task, schema_of(source))),
        report_(report),
        rows_(source, report, roles_.weight >= 0, roles_.time >= 0, expected_rows(source)) {}

  Triples read() {
    std::vector<std::string> select, names;
    for (const int role : {roles_.head, roles_.relation, roles_.tail, roles_.weight, roles_.time}) {
      if (role < 0) continue;
      const Source::Column& column = source_.columns()[std::size_t(role)];
      const bool is_number = role == roles_.weight || role == roles_.time;
      select.push_back(is_number ? number_column(source_, column) : id_column(column));
      names.push_back(column.name);
    }
    report_.columns = join(names);
    std::size_t number = 0;
    source_.db().read("SELECT " + join(select) + " FROM " + source_.from(), source_.text(),
                      [&](std::size_t rows, const std::vector<DuckDbColumn>& chunk) {
                        for (std::size_t row = 0; row < rows; ++row) read_row(number++, row, chunk);
                      });
    rows_.finish();
    check_rows(rows_.size(), report_, source_.text());
    return rows_.take();
  }

 private:
  void read_row(std::size_t number, std::size_t row, const std::vector<DuckDbColumn>& chunk) {
    std::size_t at = 0;
    const auto id = [&](int role) {
      const DuckDbColumn& column = chunk[at++];
      const std::string_view text = column.missing(row) ? std::string_view() : column.text(row);
      if (text.empty()) set_error(role, "the cell is empty");
      return text;
    };
    const std::string_view head = id(roles_.head);
    const std::string_view relation = roles_.relation >= 0 ? id(roles_.relation) : TripleBuilder::kLink;
    const std::string_view tail = id(roles_.tail);
    std::string what;
    double weight = 1, time = 0;
    if (roles_.weight >= 0) {
      weight = number_at(chunk[at++], row, what);
      if (what.empty()) check_weight(weight, what);
      if (!what.empty()) set_error(roles_.weight, what), what.clear();
    }
    if (roles_.time >= 0) time = number_at(chunk[at++], row, what);
    if (!what.empty()) set_error(roles_.time, what);
    if (error_role_ < 0) return rows_.add(head, relation, tail, weight, time);
    rows_.add_bad(number, "column '" + source_.columns()[std::size_t(error_role_)].name + "': " + error_);
    error_role_ = -1;
  }

  // Only the first error of a row is reported.
  void set_error(int role, const std::string& what) {
    if (error_role_ < 0) error_role_ = role, error_ = what;
  }

  Source& source_;
  GraphRoles roles_;
  TriplesReport& report_;
  TripleBuilder rows_;
  int error_role_ = -1;
  std::string error_;
};

// The first lines of a text file. Empty if they cannot be read, for example because line endings differ.
std::vector<std::string> first_lines(Source& lines) {
  constexpr int kLines = 100;
  try {
    std::vector<std::string> texts;
    for (const auto& row : lines.db().rows(
             "SELECT line FROM " + lines.from_ignoring_errors() + " LIMIT " + std::to_string(kLines), lines.text()))
      texts.push_back(row[0]);
    return texts;
  } catch (const Error&) {
    return {};  // the table reader reports the error
  }
}

}  // namespace

void check_weight(double weight, std::string& what) {
  if (std::isfinite(float(weight)) && float(weight) > 0) return;
  what = std::isfinite(float(weight)) ? "the weight is not above 0" : "the weight is too large for a 32-bit number";
}

double weight_in(std::string_view text, std::string& what) {
  const double weight = number_in(text, what);
  if (what.empty()) check_weight(weight, what);
  if (!what.empty() && !what.starts_with('\'')) what = "'" + std::string(text) + "': " + what;
  return weight;
}

Triples read_triples(const std::string& text, GraphTask task, const SourceOptions& options, TriplesReport& report) {
  SourceOptions source_options = options;
  source_options.graph = true;
  const bool is_table = !options.delimiter.empty() || options.header == "yes";
  const bool has_graph_extension = has_ending(text, {".nt", ".mtx"});
  if (is_text_source(text) && (has_graph_extension || !is_table)) {
    source_options.lines = true;
    Source lines(text, source_options);
    if (has_ending(text, {".nt"})) return read_n_triples(lines, task, report);
    const std::vector<std::string> first = first_lines(lines);
    if (has_graph_extension || (!first.empty() && first[0].starts_with("%%MatrixMarket")))
      return read_matrix_market(lines, task, report);
    if (looks_like_edges(first)) return read_edge_list(lines, task, report);
    source_options.lines = false;
  }
  Source source(text, source_options);
  return TripleTableReader(source, task, report).read();
}

}  // namespace kinfold
