// Scores of a batch of queries against all entities, and the slopes of a loss of them, as three products of tables:
//
//   S' = E Q',   dE = G' Q,   dQ' = E' G'          E: all entities, Q: the queries, G = dloss/dS
//
// a block of entities at a time; S' is kept between the sum of the softmax and its slopes. By the distance |q - e|,
// |q - e|^2 = |q|^2 + |e|^2 - 2 q . e.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/mixed_product.h"
#include "core/pool.h"
#include "loss/against_all.h"
#include "scorer/relational.h"

namespace kinfold {

// A right answer of a query.
struct Label {
  Id entity;
  std::uint32_t query;
  float weight;
};

struct AllRule {
  bool softmax = true;        // or logistic (loss/against_all.h)
  float smoothing = 0;        // answers count 1 - smoothing, and each entity smoothing / entities
  bool offset_slopes = true;  // are wanted
};

class AllScores {
 public:
  // kDot, or kEuclid and kSquare, whose scores are differences of products, and always of float32.
  AllScores(Similarity similarity, Precision precision, const AllRule& rule, Pool& pool);

  // Candidates are numbers [first, first + queries.rank()) of each entity's row. Labels by rising entity. Overwrites
  // those numbers of entity_slopes, and all of query_slopes and offset_slopes; returns the summed loss.
  double slopes(const Table& entity, std::size_t first, const Table& queries, std::span<const float> offsets,
                std::span<const Label> labels, Table& entity_slopes, Table& query_slopes,
                std::vector<float>& offset_slopes);

 private:
  struct Call;
  struct Part;
  void weigh(Call& call) const;
  std::vector<Part> parts_of(const Call& call) const;
  void add_evidence(Call& call, std::vector<Part>& parts);
  ScoreBlock scores(const Call& call, std::size_t block);
  void score(const Call& call, Part& part, std::size_t block);
  double differentiate(const Call& call, Part& part, std::size_t block);
  void turn(const Call& call, Part& part, std::size_t block) const;
  void turn_distances(const Call& call, Part& part, std::size_t block);

  bool is_distance() const { return similarity_ != Similarity::kDot; }

  Similarity similarity_;
  Precision precision_;
  AllRule rule_;
  Pool& pool_;
  Table scores_;
};

}  // namespace kinfold
