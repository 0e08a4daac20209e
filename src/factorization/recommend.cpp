#include "factorization/recommend.h"

#include <algorithm>
#include <cmath>

#include "core/cosine.h"
#include "core/vector.h"

namespace kinfold {

namespace {

std::vector<float> offsets_of(const Model& model, const RecommendOptions& options) {
  std::vector<float> offsets = biases(model.items);
  for (Id item = 0; item < offsets.size(); ++item)
    if (!(options.min_count == 0 ? model.item_is_known(item) : model.item_counts[item] >= options.min_count) ||
        (!options.allowed.empty() && !options.allowed[item]))
      offsets[item] = kExcluded;
  return offsets;
}

std::span<const Id> items_of(const History& history, Id user) {
  return {history.item.data() + history.begin[user], history.item.data() + history.begin[user + 1]};
}

void keep_top(std::vector<ScoredId>& scored, std::size_t count) {
  std::ranges::sort(scored, [](const ScoredId& a, const ScoredId& b) {
    return a.score > b.score || (a.score == b.score && a.id < b.id);
  });
  scored.resize(std::min(scored.size(), count));
}

}  // namespace

Recommender::Recommender(const Model& model, RecommendOptions options)
    : model_(model), options_(std::move(options)), candidates_(model.items.factors, offsets_of(model, options_)) {}

const float* Recommender::mean_user_vector() const {
  std::call_once(mean_user_once_, [&] { mean_user_ = mean_user(model_); });
  return mean_user_[0];
}

std::vector<std::vector<ScoredId>> Recommender::operator()(std::span<const Id> users, Pool& pool) const {
  const Factors scorer = model_.scorer();
  std::vector<TopKQuery> queries;
  for (Id user : users) {
    queries.push_back({model_.user_is_known(user) ? scorer.query(user) : mean_user_vector()});
    if (!options_.include_seen) queries.back().excluded = items_of(model_.history, user);
  }
  std::vector<std::vector<ScoredId>> result;
  for (RankedCandidates& ranked : top_k(candidates_, queries, options_.top, pool)) {
    for (ScoredId& s : ranked.best) s.score += scorer.left_offset(users[result.size()]);
    result.push_back(std::move(ranked.best));
  }
  return result;
}

std::vector<ScoredId> Recommender::operator()(const FoldedUser& user, std::span<const Id> seen, Pool& pool) const {
  TopKQuery query{user.vector[0]};
  if (!options_.include_seen) query.excluded = seen;
  std::vector<ScoredId> best = std::move(top_k(candidates_, std::span(&query, 1), options_.top, pool)[0].best);
  for (ScoredId& s : best) s.score += model_.offset + user.bias;
  return best;
}

std::vector<ScoredId> recommend(const Model& model, Id user, std::size_t top, bool include_seen,
                                std::size_t min_count) {
  Pool pool(1);
  return Recommender(model, {top, min_count, include_seen, {}})(std::span(&user, 1), pool)[0];
}

std::vector<ScoredId> similar(const Model& model, const std::string& side, Id row, std::size_t top,
                              std::size_t min_count, const std::string& metric) {
  const bool users = side == "user";
  const Matrix& table = users ? model.users.factors : model.items.factors;
  const auto rows_of = [&](Id id) -> std::size_t {
    return users ? model.history.begin[id + 1] - model.history.begin[id] : model.item_counts[id];
  };
  if (rows_of(row) == 0 || !(dot(table[row], table[row], table.stride()) > 0))
    throw Error(side + " '" + std::string((users ? model.user_ids : model.item_ids)[row]) + "' has no trained vector",
                "",
                model.rank() == 0 ? "a model of kind '" + model.kind + "' has no vectors; train with --model mf"
                                  : "it has no training rows; choose another one");
  std::vector<float> scores(table.rows());
  dots(table[row], table, 0, scores);
  min_count = std::max<std::size_t>(min_count, 1);
  for (Id id = 0; id < scores.size(); ++id) {
    if (metric == "cosine") scores[id] = cosine(table, row, id);
    if (id == row || rows_of(id) < min_count) scores[id] = kExcluded;
  }
  TopK best(top);
  best.take(scores, 0);
  return best.sorted();
}

std::vector<ScoredId> explain_by_items(const Model& model, std::span<const UserRating> ratings, Id item,
                                       std::size_t count) {
  double mean = 0;
  for (const UserRating& rating : ratings) mean += rating.value / double(ratings.size());
  std::vector<ScoredId> neighbors;
  for (const UserRating& rating : ratings) {
    if (rating.item == item || rating.value < mean) continue;
    const float similarity = cosine(model.items.factors, item, rating.item);
    if (similarity > 0) neighbors.push_back({rating.item, similarity});
  }
  keep_top(neighbors, count);
  return neighbors;
}

std::vector<ScoredId> explain_by_items(const Model& model, Id user, Id item, std::size_t count) {
  std::vector<UserRating> ratings;
  for (std::uint64_t at = model.history.begin[user]; at < model.history.begin[user + 1]; ++at)
    ratings.push_back({model.history.item[at], model.history.value[at]});
  return explain_by_items(model, ratings, item, count);
}

std::vector<ScoredId> explain_by_features(const Model& model, std::span<const float> user, Id item, std::size_t count) {
  const SideFeatures& side_features = model.item_side_features;
  std::vector<ScoredId> features;
  if (side_features.empty()) return features;
  for (std::uint64_t n = side_features.bags.begin[item]; n < side_features.bags.begin[item + 1]; ++n) {
    const Id feature = side_features.bags.member[n];
    if (!is_feature(side_features.ids[feature])) continue;
    const float score = dot(user.data(), side_features.side.factors[feature], side_features.side.factors.stride());
    const float contribution = side_features.bags.weight[n] * (score + side_features.side.bias_and_reg[feature].bias);
    if (contribution > 0) features.push_back({feature, contribution});
  }
  keep_top(features, count);
  return features;
}

std::vector<ScoredId> explain_by_features(const Model& model, Id user, Id item, std::size_t count) {
  if (!model.user_is_known(user)) return {};
  return explain_by_features(model, model.users.factors.row(user), item, count);
}

Id find_id(const Model& model, const std::string& side, const std::string& id) {
  const Vocabulary& ids = side == "user" ? model.user_ids : model.item_ids;
  if (const auto row = ids.find(id)) return *row;
  const auto similar_ids = ids.closest_to(id);
  throw Error("there is no " + side + " '" + id + "' in this model", "--" + side,
              (similar_ids.empty() ? "" : "similar ids: " + join(similar_ids) + "; ") + std::string("the model has ") +
                  std::to_string(ids.size()) + " " + side + "s, such as " + std::string(ids[0]));
}

}  // namespace kinfold
