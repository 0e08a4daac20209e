// Predicts ratings, probabilities of a like, and classes of nodes.
//
//   const float stars = kinfold::predict(model, "alice", "Casablanca");
//   const kinfold::Predictor predictor(model);                       // for many pairs
//   for (const kinfold::Rating& row : rows) std::cout << predictor(row.left, row.right) << "\n";
//   const std::string best = kinfold::classify(papers, "paper 31336").front().id;
//
// - predict(model, user, item, time): the expected rating (ratings), the probability of a like (votes), or the score
//   (likes), for row numbers or ids:
//
//     score = offset + b_u + b_i + p_u . q_i        (Koren, Bell, Volinsky 2009), plus effects of time if trained
//
//   An unseen id (kUnseen) contributes no bias and no vector.
// - predicted_stddev(): the posterior standard deviation of a rating, for models of the solver gibbs; otherwise NaN.
// - FoldIn: computes the vector of an unseen user from their ratings (see <kinfold/recommend.h>).
// - classify(), predicted_classes(), score_nodes(): classes of known nodes, and of nodes that were added to the graph.
//
// Cells of tables are predicted by <kinfold/impute.h>, facts by <kinfold/query.h>.
//
// Units: values are in the units of the training ratings, and clipped to their range if the option `clip` is set. Times
// are seconds since 1970; NaN means unknown.
// Errors: an unknown node throws an Error that proposes similar names. An unknown user or item is not an error.
// Thread safety: all functions and Predictor are thread-safe. The model must outlive a Predictor.
// Determinism: the result depends on the model only.
#pragma once
#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "factorization/fold_in.h"
#include "factorization/model.h"
#include "nodes/node_model.h"

namespace kinfold {

// A name with its score or probability.
struct ScoredName {
  std::string id;
  float score;
};

// The predicted value of a user and an item by their ids. Unseen ids are predicted from the biases alone.
inline float predict(const Model& model, const std::string& user, const std::string& item, double time = NAN) {
  return predict(model, model.user_ids.find(user).value_or(kUnseen), model.item_ids.find(item).value_or(kUnseen), time);
}

// The probability of each class for a node, most likely first. With multi_label, each probability stands alone;
// otherwise they sum to 1.
inline std::vector<ScoredName> classify(const NodeModel& model, const std::string& node) {
  const std::optional<Id> row = model.nodes.find(node);
  if (!row) throw Error("unknown node '" + node + "'", "node", known_choices(node, model.nodes.closest_to(node)));
  Matrix probabilities(1, model.scores.rank());
  std::ranges::copy(model.scores.row(*row), probabilities[0]);
  to_probabilities(probabilities, model.multi_label);
  std::vector<ScoredName> classes;
  for (Id c = 0; c < model.classes.size(); ++c) classes.push_back({std::string(model.classes[c]), probabilities[0][c]});
  std::ranges::stable_sort(classes, std::ranges::greater(), &ScoredName::score);
  return classes;
}

}  // namespace kinfold
