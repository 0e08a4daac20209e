// Collects triples, their weights and times, and bad rows. Shared by the readers of all formats.
#pragma once
#include <string>
#include <string_view>

#include "io/bad_rows.h"
#include "io/kg/graph_roles.h"
#include "io/row_cells.h"

namespace kinfold {

// A weight must be finite and above 0, also as float32. On failure, both functions set `what` to a description.
double weight_in(std::string_view text, std::string& what);
void check_weight(double weight, std::string& what);

class TripleBuilder {
 public:
  // `expected`: estimated number of rows, for which memory is reserved.
  TripleBuilder(Source& source, TriplesReport& report, bool weighted, bool timed, std::size_t expected)
      : bad_(source), report_(report), weighted_(weighted), timed_(timed) {
    triples_.rows.reserve(expected);
    if (weighted) triples_.weight.reserve(expected);
    if (timed) triples_.time.reserve(expected);
  }

  // The relation of links.
  static constexpr std::string_view kLink = "link";
  void add(std::string_view head, std::string_view relation, std::string_view tail, double weight = 1,
           double time = 0) {
    ++report_.rows;
    const Id from = triples_.entities.add(head);
    if (triples_.rows.empty() || relation != triples_.relations[relation_])
      relation_ = triples_.relations.add(relation);
    triples_.rows.push_back({from, relation_, triples_.entities.add(tail)});
    if (weighted_) triples_.weight.push_back(float(weight));
    if (timed_) triples_.time.push_back(time);
  }
  // `row`: index in the source, from 0.
  void add_bad(std::size_t row, const std::string& what) {
    ++report_.rows;
    bad_.add(row, what);
  }
  std::size_t size() const { return triples_.rows.size(); }

  // Call after all rows are read. Counts the bad rows.
  void finish() { report_.bad += bad_.count(report_.examples); }
  Triples take() { return std::move(triples_); }

 private:
  BadRows bad_;
  TriplesReport& report_;
  bool weighted_, timed_;
  Id relation_ = 0;  // relation of the last row; the next row often has the same one
  Triples triples_;
};

}  // namespace kinfold
