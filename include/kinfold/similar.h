// Finds nearest neighbors among the embeddings of a model.
//
//   for (const auto& [item, cosine] : kinfold::similar(model, "item", "Casablanca", 5))
//     std::cout << item << " " << cosine << "\n";
//
// | model      | sides                                              |
// | Model      | user, item                                         |
// | TableModel | row, column (a level of a category: "color=red")   |
// | GraphModel | entity (links: node), relation                     |
// | NodeModel  | node (the hidden vector before the last layer)     |
//
// - similar(model, side, id, top, metric) takes ids, and a Model or an AnyModel. Move another model into an AnyModel:
//   `const kinfold::AnyModel any = std::move(graph_model);`. The metric is cosine or dot (kSimilarities).
// - similar(model, side, row, ...), nearest(), similar_entities() and similar_facts() take row numbers.
// - sides_of() and neighbors() list the rows of any model with their counts and search among them; axes_of() returns
//   their principal components, for maps.
//
// Shapes: at most `top` neighbors, best first, without the row itself and without untrained rows.
// Errors: an unknown id throws an Error that proposes similar ids; an unknown side or metric throws a UsageError.
// Thread safety: all functions are thread-safe. `sides_of()` keeps references to the model, which must outlive them.
// Determinism: the result depends on the model only. Search is exact.
#pragma once
#include <algorithm>
#include <concepts>
#include <string>
#include <variant>
#include <vector>

#include "core/error.h"
#include "factorization/recommend.h"
#include "kg/query.h"
#include "kinfold/predict.h"
#include "registry/any_model.h"
#include "serve/axes.h"
#include "serve/named_rows.h"
#include "serve/neighbors.h"
#include "table/impute.h"

namespace kinfold {

// The rows nearest to a row, by ids, for a model of any family. Throws a UsageError if the model has no such side or
// the metric is unknown, and an Error if the id is unknown. (A template, so that no model is copied into an AnyModel.)
template <std::same_as<AnyModel> M>
std::vector<ScoredName> similar(const M& model, const std::string& side, const std::string& id, std::size_t top = 10,
                                const std::string& metric = "cosine") {
  if (std::ranges::find(kSimilarities, metric) == kSimilarities.end())
    throw UsageError("unknown metric '" + metric + "'", "metric", known_choices(metric, kSimilarities));
  std::vector<std::string> known;
  for (const NamedRows& rows : sides_of(model, {})) {
    if (rows.side != side) {
      known.push_back(rows.side);
      continue;
    }
    std::vector<ScoredName> named;
    for (const ScoredId& s : neighbors(rows, find_name(*rows.ids, id, side), top, metric))
      named.push_back({std::string((*rows.ids)[s.id]), s.score});
    return named;
  }
  throw UsageError("the model has no side '" + side + "'", "side", known_choices(side, known));
}

// The same for a recommender.
inline std::vector<ScoredName> similar(const Model& model, const std::string& side, const std::string& id,
                                       std::size_t top = 10, const std::string& metric = "cosine") {
  if (std::ranges::find(kSimilarities, metric) == kSimilarities.end())
    throw UsageError("unknown metric '" + metric + "'", "metric", known_choices(metric, kSimilarities));
  if (side != "user" && side != "item")
    throw UsageError("the model has no side '" + side + "'", "side", known_choices(side, {"user", "item"}));
  const Vocabulary& ids = side == "user" ? model.user_ids : model.item_ids;
  std::vector<ScoredName> named;
  for (const ScoredId& s : similar(model, side, find_id(model, side, id), top, 1, metric))
    named.push_back({std::string(ids[s.id]), s.score});
  return named;
}

}  // namespace kinfold
