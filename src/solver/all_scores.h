// Scores of a batch of queries against all entities, and the slopes of a loss of them, as three products of tables:
//
//   S' = E Q',   dE = G' Q,   dQ = G E          E: all entities, Q: the queries, G = dloss/dS
//
// a block of entities at a time; S' is kept between the sum of the softmax and its slopes, dE is handed on. By the
// distance |q - e|, |q - e|^2 = |q|^2 + |e|^2 - 2 q . e.
#pragma once
#include <cstdint>
#include <functional>
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

// What becomes of an entity's slopes, as many as its row has numbers. Called once for each entity, by several threads,
// when the entity's row is no longer read.
using TakeSlopes = std::function<void(Id entity, const float* slopes)>;

class AllScores {
 public:
  // kDot, or kEuclid and kSquare, whose scores are differences of products, and always of float32.
  AllScores(Similarity similarity, Precision precision, const AllRule& rule, Pool& pool);
  ~AllScores();

  // Candidates are numbers [first, first + queries.rank()) of each entity's row. Labels by rising entity. Overwrites
  // query_slopes and offset_slopes, and hands each entity's slopes on; returns the summed loss.
  double slopes(const Table& entity, std::size_t first, const Table& queries, std::span<const float> offsets,
                std::span<const Label> labels, const TakeSlopes& take, Table& query_slopes,
                std::vector<float>& offset_slopes);

 private:
  struct Call;
  struct Part;
  void weigh(Call& call) const;
  void start_parts(const Call& call);
  void add_evidence(Call& call);
  ScoreBlock scores(const Call& call, std::size_t block);
  void score(const Call& call, Part& part, std::size_t block);
  double differentiate(const Call& call, Part& part, std::size_t block);
  void add_query_slopes(const Call& call, Part& part, std::size_t block);
  void turn_distances(const Call& call, Part& part, std::size_t block);

  bool is_distance() const { return similarity_ != Similarity::kDot; }

  Similarity similarity_;
  Precision precision_;
  AllRule rule_;
  Pool& pool_;
  Table scores_;
  std::vector<Part> parts_;
};

}  // namespace kinfold
