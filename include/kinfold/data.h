// Training data in memory: ratings, links and triples, node labels, features and tables.
//
//   kinfold::Ratings ratings;
//   kinfold::add_rating(ratings, "alice", "Casablanca", 5);
//   kinfold::add_rating(ratings, "bob", "Alien", 2);
//   auto [train, test] = kinfold::train_test_split(ratings, "random:0.1", /*seed=*/1);
//
//   kinfold::Triples facts;
//   kinfold::add_triple(facts, "Vienna", "capital of", "Austria");
//
//   kinfold::Frame table = kinfold::make_frame(std::move(matrix), {"height", "weight"});
//
// - Ratings: rows (user, item, value) with optional times, for ratings, votes (1 like, 0 dislike) and likes (the value
//   is a weight). Vocabulary maps each id to a row number (Id) and back.
// - Triples: rows (head, relation, tail) with optional weights and times. The links of a graph are triples of one
//   relation.
// - NodeLabels: rows (node, class). NodeFeatures: one sparse row of numbers per node.
// - Frame: a table with typed columns; a cell is a number or the index of a level, and NaN if it is missing.
// - Matrix: a dense row-major float32 matrix; CsrMatrix: a sparse one.
//
// Splits hold out rows (ratings, facts, labels or cells), never whole users, items or nodes. A split marks each row; a
// fold of k-fold:K is selected by fold_marks() and select().
//
// Units: times are seconds since 1970. Values, weights and cells are float32.
// Errors: an unknown split strategy throws a UsageError. A split that needs times throws an Error if there are none.
// Thread safety: these are plain values. Concurrent reads are safe; writes need a lock of the caller.
// Determinism: a split depends on the data, their order, the strategy and the seed only. Splits by time do not depend
// on the order.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/matrix.h"
#include "data/csr_matrix.h"
#include "data/folds.h"
#include "data/node_features.h"
#include "data/ratings.h"
#include "data/split.h"
#include "data/triples.h"
#include "data/vocabulary.h"
#include "kg/split_triples.h"
#include "nodes/labels.h"
#include "nodes/split_labels.h"
#include "table/frame.h"
#include "table/split_cells.h"

namespace kinfold {

// Appends a row. Use the form with a time for all rows of a data set, or for none.
inline void add_rating(Ratings& ratings, std::string_view user, std::string_view item, float value) {
  ratings.rows.push_back({ratings.users.add(user), ratings.items.add(item), value});
}
inline void add_rating(Ratings& ratings, std::string_view user, std::string_view item, float value, double time) {
  add_rating(ratings, user, item, value);
  ratings.time.push_back(time);
}

// Appends a fact. Use the form with a weight for all facts of a data set, or for none.
inline void add_triple(Triples& facts, std::string_view head, std::string_view relation, std::string_view tail) {
  const Id head_id = facts.entities.add(head);
  facts.rows.push_back({head_id, facts.relations.add(relation), facts.entities.add(tail)});
}
inline void add_triple(Triples& facts, std::string_view head, std::string_view relation, std::string_view tail,
                       float weight) {
  add_triple(facts, head, relation, tail);
  facts.weight.push_back(weight);
}

// Appends a link of a graph with one kind of links.
inline void add_link(Triples& links, std::string_view source, std::string_view target) {
  add_triple(links, source, "", target);
}

// Appends the class of a node. With several classes per node, add one row for each.
inline void add_label(NodeLabels& labels, std::string_view node, std::string_view class_name) {
  const Id node_id = labels.nodes.add(node);
  labels.rows.push_back({node_id, labels.classes.add(class_name)});
}

// A table of numbers. `names` are the column names; without them, the columns are "column 1", "column 2" and so on.
inline Frame make_frame(Matrix cells, const std::vector<std::string>& names = {}) {
  Frame frame;
  for (std::size_t column = 0; column < cells.rank(); ++column)
    frame.columns.push_back({column < names.size() ? names[column] : "column " + std::to_string(column + 1)});
  frame.cells = std::move(cells);
  return frame;
}

template <class Data>
struct TrainTestSplit {
  Data train, test;
};

// Throws a UsageError if the strategy has several rounds.
inline void check_train_test_split(const std::string& strategy) {
  if (num_folds(strategy) > 1)
    throw UsageError("train_test_split() makes one split, but '" + strategy + "' makes several", "strategy",
                     "use random:0.1, or mark the rows by split_ratings() and select each fold by fold_marks()");
}

// Splits ratings by a strategy with a single split, such as random:0.1 (SplitStrategy in data/split.h). Both parts have
// vocabularies of only their own ids, as if they came from two files.
inline TrainTestSplit<Ratings> train_test_split(const Ratings& ratings, const std::string& strategy,
                                                std::uint64_t seed = 1) {
  check_train_test_split(strategy);
  const std::vector<std::uint8_t> marks = split_ratings(ratings, parse_split_strategy(strategy), seed);
  return {select_reindexed(ratings, marks, 0), select_reindexed(ratings, marks, 1)};
}

// Splits facts or links: random:FRACTION or temporal:FRACTION. Each entity and relation keeps a training fact, and a
// fact stays in the same part as its reverse.
inline TrainTestSplit<Triples> train_test_split(const Triples& facts, const std::string& strategy,
                                                std::uint64_t seed = 1) {
  check_train_test_split(strategy);
  const std::vector<std::uint8_t> marks = split_triples(facts, {strategy}, seed);
  return {select(facts, marks, 0), select(facts, marks, 1)};
}

// Splits labels by node: per-class:K or random:FRACTION (nodes/split_labels.h).
inline TrainTestSplit<NodeLabels> train_test_split(const NodeLabels& labels, const std::string& strategy,
                                                   std::uint64_t seed = 1) {
  check_train_test_split(strategy);
  const std::vector<std::uint8_t> marks = split_labels(labels, strategy, seed);
  return {select(labels, marks, 0), select(labels, marks, 1)};
}

}  // namespace kinfold
