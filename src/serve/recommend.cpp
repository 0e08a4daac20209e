#include "serve/recommend.h"

#include <algorithm>
#include <cmath>

#include "core/vector.h"
#include "serve/cosine.h"

namespace kinfold {

namespace {

std::vector<float> offsets_of(const Model& model, const RecommendRule& rule) {
  std::vector<float> offsets = biases(model.items);
  for (Id item = 0; item < offsets.size(); ++item)
    if (!(rule.least == 0 ? model.item_is_known(item) : model.item_counts[item] >= rule.least) ||
        (!rule.allowed.empty() && !rule.allowed[item]))
      offsets[item] = kLeftOut;
  return offsets;
}

std::span<const Id> items_of(const History& history, Id user) {
  return {history.item.data() + history.begin[user], history.item.data() + history.begin[user + 1]};
}

void keep_best(std::vector<Scored>& scored, std::size_t count) {
  std::ranges::sort(scored, [](const Scored& a, const Scored& b) {
    return a.score > b.score || (a.score == b.score && a.id < b.id);
  });
  scored.resize(std::min(scored.size(), count));
}

}  // namespace

Recommender::Recommender(const Model& model, RecommendRule rule)
    : model_(model), rule_(std::move(rule)), candidates_(model.items.factors, offsets_of(model, rule_)) {}

const float* Recommender::typical() const {
  std::call_once(typical_made_, [&] { typical_ = typical_user(model_); });
  return typical_[0];
}

std::vector<std::vector<Scored>> Recommender::operator()(std::span<const Id> users, Pool& pool) const {
  const Factors scorer = model_.scorer();
  std::vector<Query> queries;
  for (Id user : users) {
    queries.push_back({model_.user_is_known(user) ? scorer.query(user) : typical()});
    if (!rule_.include_seen) queries.back().left_out = items_of(model_.history, user);
  }
  std::vector<std::vector<Scored>> result;
  for (Ranked& ranked : top_k(candidates_, queries, rule_.top, pool)) {
    for (Scored& s : ranked.best) s.score += scorer.left_offset(users[result.size()]);
    result.push_back(std::move(ranked.best));
  }
  return result;
}

std::vector<Scored> Recommender::operator()(const FoldedUser& user, std::span<const Id> seen, Pool& pool) const {
  Query query{user.vector[0]};
  if (!rule_.include_seen) query.left_out = seen;
  std::vector<Scored> best = std::move(top_k(candidates_, std::span(&query, 1), rule_.top, pool)[0].best);
  for (Scored& s : best) s.score += model_.offset + user.bias;
  return best;
}

std::vector<Scored> recommend(const Model& model, Id user, std::size_t top, bool include_seen, std::size_t least) {
  Pool alone(1);
  return Recommender(model, {top, least, include_seen, {}})(std::span(&user, 1), alone)[0];
}

std::vector<Scored> similar(const Model& model, const std::string& side, Id row, std::size_t top, std::size_t least,
                            const std::string& metric) {
  const bool users = side == "user";
  const Table& table = users ? model.users.factors : model.items.factors;
  const auto rows_of = [&](Id id) -> std::size_t {
    return users ? model.history.begin[id + 1] - model.history.begin[id] : model.item_counts[id];
  };
  if (rows_of(row) == 0 || !(dot(table[row], table[row], table.stride()) > 0))
    throw Error(side + " '" + std::string((users ? model.user_ids : model.item_ids)[row]) + "' has no learned vector",
                "",
                model.rank() == 0 ? "a model of kind '" + model.kind + "' has no vectors; train --model mf"
                                  : "training showed no ratings of it");
  std::vector<float> scores(table.rows());
  dots(table[row], table, 0, scores);
  least = std::max<std::size_t>(least, 1);
  for (Id id = 0; id < scores.size(); ++id) {
    if (metric == "cosine") scores[id] = cosine(table, row, id);
    if (id == row || rows_of(id) < least) scores[id] = kLeftOut;
  }
  TopK best(top);
  best.take(scores, 0);
  return best.sorted();
}

std::vector<Scored> reasons(const Model& model, std::span<const Taste> tastes, Id item, std::size_t count) {
  double mean = 0;
  for (const Taste& taste : tastes) mean += taste.value / double(tastes.size());
  std::vector<Scored> near;
  for (const Taste& taste : tastes) {
    if (taste.item == item || taste.value < mean) continue;
    const float alike = cosine(model.items.factors, item, taste.item);
    if (alike > 0) near.push_back({taste.item, alike});
  }
  keep_best(near, count);
  return near;
}

std::vector<Scored> reasons(const Model& model, Id user, Id item, std::size_t count) {
  std::vector<Taste> tastes;
  for (std::uint64_t at = model.history.begin[user]; at < model.history.begin[user + 1]; ++at)
    tastes.push_back({model.history.item[at], model.history.value[at]});
  return reasons(model, tastes, item, count);
}

std::vector<Scored> feature_reasons(const Model& model, std::span<const float> taste, Id item, std::size_t count) {
  const Traits& traits = model.item_traits;
  std::vector<Scored> features;
  if (traits.empty()) return features;
  for (std::uint64_t n = traits.bags.begin[item]; n < traits.bags.begin[item + 1]; ++n) {
    const Id trait = traits.bags.member[n];
    if (!is_feature(traits.ids[trait])) continue;
    const float score = dot(taste.data(), traits.side.factors[trait], traits.side.factors.stride());
    const float added = traits.bags.weight[n] * (score + traits.side.heads[trait].bias);
    if (added > 0) features.push_back({trait, added});
  }
  keep_best(features, count);
  return features;
}

std::vector<Scored> feature_reasons(const Model& model, Id user, Id item, std::size_t count) {
  if (!model.user_is_known(user)) return {};
  return feature_reasons(model, model.users.factors.row(user), item, count);
}

Id find_id(const Model& model, const std::string& side, const std::string& id) {
  const Vocabulary& ids = side == "user" ? model.user_ids : model.item_ids;
  if (const auto row = ids.find(id)) return *row;
  const auto near = ids.closest_to(id);
  throw Error("there is no " + side + " '" + id + "' in this model", "--" + side,
              (near.empty() ? "" : "close ids: " + join(near) + "; ") + std::string("it knows ") +
                  std::to_string(ids.size()) + " " + side + "s, such as " + std::string(ids[0]));
}

}  // namespace kinfold
