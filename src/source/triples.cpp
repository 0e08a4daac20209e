#include "source/triples.h"

#include <cmath>

#include "core/error.h"
#include "source/edge_list.h"
#include "source/graph_lines.h"
#include "source/source_text.h"
#include "source/triple_rows.h"

namespace kinfold {
namespace {

class TableReader {
 public:
  TableReader(Source& source, Graph kind, TriplesReport& report)
      : source_(source),
        roles_(find_graph_roles(kind, known_columns(source))),
        report_(report),
        rows_(source, report, roles_.weight >= 0, roles_.time >= 0, expected_rows(source)) {}

  Triples read() {
    std::vector<std::string> select, said;
    for (const int role : {roles_.head, roles_.relation, roles_.tail, roles_.weight, roles_.time}) {
      if (role < 0) continue;
      const Source::Column& column = source_.columns()[std::size_t(role)];
      const bool is_number = role == roles_.weight || role == roles_.time;
      select.push_back(is_number ? number_column(source_, column) : id_column(column));
      said.push_back(column.name);
    }
    report_.columns = join(said);
    std::size_t number = 0;
    source_.duck().read("SELECT " + join(select) + " FROM " + source_.from(), source_.text(),
                        [&](std::size_t rows, const std::vector<DuckColumn>& chunk) {
                          for (std::size_t row = 0; row < rows; ++row) take(number++, row, chunk);
                        });
    rows_.finish();
    check_rows(rows_.size(), report_, source_.text());
    return rows_.take();
  }

 private:
  void take(std::size_t number, std::size_t row, const std::vector<DuckColumn>& chunk) {
    std::size_t at = 0;
    const auto id = [&](int role) {
      const DuckColumn& column = chunk[at++];
      const std::string_view text = column.missing(row) ? std::string_view() : column.text(row);
      if (text.empty()) blame(role, "the cell is empty");
      return text;
    };
    const std::string_view head = id(roles_.head);
    const std::string_view relation = roles_.relation >= 0 ? id(roles_.relation) : TripleRows::kLink;
    const std::string_view tail = id(roles_.tail);
    std::string what;
    double weight = 1, time = 0;
    if (roles_.weight >= 0) {
      weight = number_at(chunk[at++], row, what);
      if (what.empty()) check_weight(weight, what);
      if (!what.empty()) blame(roles_.weight, what), what.clear();
    }
    if (roles_.time >= 0) time = number_at(chunk[at++], row, what);
    if (!what.empty()) blame(roles_.time, what);
    if (blamed_ < 0) return rows_.add(head, relation, tail, weight, time);
    rows_.add_bad(number, "column '" + source_.columns()[std::size_t(blamed_)].name + "': " + fault_);
    blamed_ = -1;
  }

  // The first fault of a row is what is said of it.
  void blame(int role, const std::string& what) {
    if (blamed_ < 0) blamed_ = role, fault_ = what;
  }

  Source& source_;
  GraphRoles roles_;
  TriplesReport& report_;
  TripleRows rows_;
  int blamed_ = -1;
  std::string fault_;
};

// The first lines of a text file as they stand; none where they cannot be had, as when their ends differ.
std::vector<std::string> first_lines(Source& lines) {
  constexpr int kLines = 100;
  try {
    std::vector<std::string> texts;
    for (const auto& row : lines.duck().rows(
             "SELECT line FROM " + lines.from_quietly() + " LIMIT " + std::to_string(kLines), lines.text()))
      texts.push_back(row[0]);
    return texts;
  } catch (const Error&) {
    return {};  // the reader of tables says what is wrong
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

Triples read_triples(const std::string& text, Graph kind, const SourceOptions& options, TriplesReport& report) {
  SourceOptions asked = options;
  asked.graph = true;
  const bool is_table = !options.delimiter.empty() || options.header == "yes";
  const bool has_own_ending = has_ending(text, {".nt", ".mtx"});
  if (is_text_source(text) && (has_own_ending || !is_table)) {
    asked.lines = true;
    Source lines(text, asked);
    if (has_ending(text, {".nt"})) return read_n_triples(lines, kind, report);
    const std::vector<std::string> first = first_lines(lines);
    if (has_own_ending || (!first.empty() && first[0].starts_with("%%MatrixMarket")))
      return read_matrix_market(lines, kind, report);
    if (looks_like_edges(first)) return read_edge_list(lines, kind, report);
    asked.lines = false;
  }
  Source source(text, asked);
  return TableReader(source, kind, report).read();
}

}  // namespace kinfold
