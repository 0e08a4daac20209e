// All entities as candidates of a relational scorer's queries, ranked exactly: by products of tables (scorer/top_k.h)
// for dot products and the norm 2, of which |q - e|^2 = |q|^2 + |e|^2 - 2 q . e is the order, and one by one for the
// other distances.
#pragma once
#include <memory>
#include <span>
#include <vector>

#include "scorer/distances.h"
#include "scorer/top_k.h"

namespace kinfold {

class Meeting {
 public:
  // Candidates are numbers [first, first + width) of each row. The table must stay.
  Meeting(Similarity similarity, const Table& entity, std::size_t first, std::size_t width);
  Meeting(const Meeting&) = delete;
  Meeting& operator=(const Meeting&) = delete;

  std::size_t size() const { return vectors_.rows(); }
  std::size_t first() const { return first_; }
  // What ranks, which rises with the score, of some candidates: to the very bits that top_k() compares.
  std::vector<float> orders(const float* query, std::span<const Id> ids) const;
  // similarity(query, candidate) for a value that orders() or top_k() gave.
  float score(const float* query, float order) const;
  // As top_k() of scorer/top_k.h: vectors of `width` numbers, padded with zeros to whole cache lines.
  std::vector<Ranked> top_k(std::span<const Query> queries, std::size_t k, Pool& pool) const;

 private:
  void rank_distances(std::span<const Query> queries, std::size_t k, std::span<Ranked> ranked) const;

  Similarity similarity_;
  std::size_t first_;
  Table part_;                              // of the rows, where they are not candidates as a whole
  const Table& vectors_;                    // the table or its part
  std::unique_ptr<Candidates> candidates_;  // of products
};

}  // namespace kinfold
