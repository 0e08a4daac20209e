#include "factorization/ranking.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/error.h"
#include "factorization/popularity.h"
#include "factorization/rank_metrics.h"
#include "factorization/unseen_ids.h"
#include "topk/top_k.h"

namespace kinfold {
namespace {

// A user's list with what the metrics need.
struct UserRanking {
  std::vector<TieGroup> groups;  // groups of the list with relevant items; if there are none, the first one below it
  std::size_t total;             // number of the user's test items
  std::span<const ScoredId> list;
};

using SelfInformation = const std::vector<double>&;
struct MetricKind {
  const char* name;
  bool has_k;
  double (*per_user)(const UserRanking&, std::size_t k, SelfInformation);  // null for metrics over all lists
};

double novelty(const UserRanking& user, std::size_t k, SelfInformation self_information) {
  const std::size_t count = std::min(k, user.list.size());
  double sum = 0;
  for (const ScoredId& s : user.list.first(count)) sum += self_information[s.id];
  return sum / double(count);
}

const std::vector<MetricKind> kMetricKinds = {
    {"precision", true,
     [](const UserRanking& u, std::size_t k, SelfInformation) { return hits_at(u.groups, k) / double(k); }},
    {"recall", true,
     [](const UserRanking& u, std::size_t k, SelfInformation) { return hits_at(u.groups, k) / double(u.total); }},
    {"recall_capped", true,
     [](const UserRanking& u, std::size_t k, SelfInformation) {
       return hits_at(u.groups, k) / double(std::min(k, u.total));
     }},
    {"ndcg", true, [](const UserRanking& u, std::size_t k, SelfInformation) { return ndcg_at(u.groups, u.total, k); }},
    {"map", true,
     [](const UserRanking& u, std::size_t k, SelfInformation) { return average_precision_at(u.groups, u.total, k); }},
    {"mrr", false,
     [](const UserRanking& u, std::size_t, SelfInformation) { return reciprocal_rank(u.groups.front()); }},
    {"hit_rate", true, [](const UserRanking& u, std::size_t k, SelfInformation) { return hit_rate_at(u.groups, k); }},
    {"coverage", true, nullptr},
    {"novelty", true, novelty},
    {"gini", true, nullptr},
};

const MetricKind& metric_kind(const std::string& name) {
  const auto at = std::ranges::find(kMetricKinds, name, &MetricKind::name);
  if (at == kMetricKinds.end())
    throw UsageError("unknown metric '" + name + "'", "--metrics", known_choices(name, ranking_metric_names()));
  return *at;
}

std::span<const Id> training_items(const History& history, Id user) {
  return {history.item.data() + history.begin[user], history.item.data() + history.begin[user + 1]};
}

// -log2 of the fraction of warm users with each item.
std::vector<double> item_self_information(const Model& model) {
  double users = 0;
  for (Id u = 0; u < model.user_ids.size(); ++u) users += model.user_is_warm(u);
  std::vector<double> result;
  for (const std::uint32_t count : model.item_counts) result.push_back(std::log2(users / std::max(1.0, double(count))));
  return result;
}

// The test items of a user, without items of the training history.
struct UserTestItems {
  Id user, test_id;  // id in the model (kUnseen if it has none), id in the test
  std::vector<Id> items;
};

bool in_subset(RankingSubset subset, bool cold_user, bool cold_item, Id item) {
  switch (subset) {
    case RankingSubset::kWarm:
      return !cold_user && !cold_item;
    case RankingSubset::kColdUsers:
      return cold_user && !cold_item;
    default:
      return !cold_user && cold_item && item != kUnseen;
  }
}

Ratings relevant_rows(const Ratings& test, float threshold) {
  std::vector<std::uint8_t> marks;
  for (const Rating& r : test.rows) marks.push_back(r.value >= threshold);
  return select(test, marks, 1);
}

std::vector<UserTestItems> collect_test_users(const Model& model, const Ratings& test, RankingSubset subset,
                                              RankingReport& report) {
  const UnseenIds unseen = find_unseen_ids(model, test);
  report.rows = unseen.rows.size();
  report.users = unseen.users, report.items = unseen.items;
  report.cold_users = unseen.cold_users, report.cold_items = unseen.cold_items;
  std::vector<UserTestItems> by_user(test.users.size());
  for (std::size_t i = 0; i < unseen.rows.size(); ++i) {
    const Rating& row = unseen.rows[i];
    const bool cold_user = unseen.user[i], cold_item = unseen.item[i];
    report.warm_rows += !cold_user && !cold_item;
    report.cold_user_rows += cold_user;
    report.cold_item_rows += cold_item;
    report.repeated += unseen.repeated[i];
    UserTestItems& entry = by_user[test.rows[i].left];
    entry.user = row.left;
    entry.test_id = test.rows[i].left;
    if (in_subset(subset, cold_user, cold_item, row.right) && !unseen.repeated[i]) entry.items.push_back(row.right);
  }
  std::vector<UserTestItems> test_users;
  for (UserTestItems& entry : by_user) {
    std::ranges::sort(entry.items);
    entry.items.erase(std::unique(entry.items.begin(), entry.items.end()), entry.items.end());
    if (!entry.items.empty()) test_users.push_back(std::move(entry));
  }
  std::ranges::stable_sort(test_users, std::less{}, &UserTestItems::user);
  return test_users;
}

// The groups of equal scores with relevant items. They come from the top-k list and the number of items that tie with
// its last item. If the list has no relevant item, the group of the first relevant item comes from its rank counts.
std::vector<TieGroup> tie_groups(const RankedCandidates& ranked, std::vector<float> relevant) {
  std::ranges::sort(relevant, std::greater{});
  std::vector<TieGroup> groups;
  for (std::size_t i = 0; i < relevant.size();) {
    const float score = relevant[i];
    const auto above = std::ranges::partition_point(ranked.best, [&](const ScoredId& s) { return s.score > score; });
    const auto below =
        std::partition_point(above, ranked.best.end(), [&](const ScoredId& s) { return s.score == score; });
    TieGroup group{std::size_t(above - ranked.best.begin()), std::size_t(below - above), 0};
    for (; i < relevant.size() && relevant[i] == score; ++i) ++group.relevant;
    if (group.size > 0) {
      if (below == ranked.best.end()) group.size += ranked.tied;
      groups.push_back(group);
      continue;
    }
    if (groups.empty() && !ranked.target_ranks.empty() && ranked.target_ranks[0].eligible.equal > 0)
      groups.push_back({ranked.target_ranks[0].eligible.above, ranked.target_ranks[0].eligible.equal, group.relevant});
    break;  // the other relevant items are below the list
  }
  return groups;
}

class RankingEvaluator {
 public:
  RankingEvaluator(const Model& model, const RankingOptions& options, Pool& pool)
      : model_(model),
        options_(options),
        pool_(pool),
        mean_user_(mean_user(model)),
        candidate_(candidates(model, options.subset)),
        candidates_(model.items.factors, offsets()),
        self_information_(item_self_information(model)) {
    for (const RankingMetric& metric : options.metrics) {
      max_k_ = std::max(max_k_, metric.k);
      if (metric_kind(metric.name).per_user) ++columns_;
      exposure_[metric.k];
    }
    for (auto& [k, counts] : exposure_) counts.assign(model.items.size(), 0);
  }

  std::size_t columns() const { return columns_; }
  // Writes a row of per-user metrics for each of these users.
  void evaluate(std::span<const UserTestItems> test_users, double* values) {
    const std::vector<std::vector<float>> scores = scores_of(test_users);
    const bool needs_rank =
        std::ranges::any_of(options_.metrics, [](const auto& metric) { return metric.name == "mrr"; });
    std::vector<float> best;
    for (const std::vector<float>& s : scores) best.push_back(std::ranges::max(s));
    std::vector<TopKQuery> queries;
    for (std::size_t i = 0; i < test_users.size(); ++i) {
      queries.push_back({user_vector(test_users[i].user)});
      if (test_users[i].user != kUnseen) queries.back().excluded = training_items(model_.history, test_users[i].user);
      if (needs_rank) queries.back().targets = {&best[i], 1};
    }
    const std::vector<RankedCandidates> ranked = top_k(candidates_, queries, max_k_, pool_);
    for (std::size_t i = 0; i < test_users.size(); ++i) {
      const UserRanking user{tie_groups(ranked[i], scores[i]), test_users[i].items.size(), ranked[i].best};
      for (const RankingMetric& metric : options_.metrics)
        if (const auto per_user = metric_kind(metric.name).per_user)
          *values++ = per_user(user, metric.k, self_information_);
      for (auto& [k, counts] : exposure_)
        for (const ScoredId& s : user.list.first(std::min(k, user.list.size()))) ++counts[s.id];
    }
  }
  const auto& exposure() const { return exposure_; }
  // For coverage and gini.
  double over_all_lists(const RankingMetric& metric) const {
    std::vector<std::uint32_t> exposure;
    for (Id item = 0; item < model_.items.size(); ++item)
      if (candidate_[item]) exposure.push_back(exposure_.at(metric.k)[item]);
    if (metric.name == "gini") return gini_index(std::move(exposure));
    return double(std::ranges::count_if(exposure, [](std::uint32_t x) { return x > 0; })) / double(exposure.size());
  }

 private:
  // 1 for each candidate. For kColdItems the candidates are the items without training rows.
  static std::vector<std::uint8_t> candidates(const Model& model, RankingSubset subset) {
    std::vector<std::uint8_t> result;
    for (Id item = 0; item < model.items.size(); ++item)
      result.push_back(model.item_is_warm(item) == (subset != RankingSubset::kColdItems));
    return result;
  }
  std::vector<float> offsets() const {
    std::vector<float> result = biases(model_.items);
    for (Id item = 0; item < result.size(); ++item)
      if (!candidate_[item]) result[item] = kExcluded;
    return result;
  }
  const float* user_vector(Id user) const {
    return user != kUnseen && model_.user_is_known(user) ? model_.users.factors[user] : mean_user_[0];
  }
  std::vector<std::vector<float>> scores_of(std::span<const UserTestItems> test_users) {
    std::vector<std::vector<float>> scores(test_users.size());
    pool_.run(test_users.size(), [&](std::size_t i) {
      scores[i] = candidates_.scores(user_vector(test_users[i].user), test_users[i].items);
    });
    return scores;
  }

  const Model& model_;
  const RankingOptions& options_;
  Pool& pool_;
  Matrix mean_user_;
  std::vector<std::uint8_t> candidate_;
  Candidates candidates_;
  std::vector<double> self_information_;
  std::size_t max_k_ = 0, columns_ = 0;
  std::map<std::size_t, std::vector<std::uint32_t>> exposure_;  // k -> how often each item is among the first k
};

}  // namespace

std::vector<std::string> ranking_metric_names() {
  std::vector<std::string> names;
  for (const MetricKind& kind : kMetricKinds) names.emplace_back(kind.name);
  return names;
}

std::vector<RankingMetric> ranking_metrics(const std::vector<std::string>& names, const std::vector<std::size_t>& ks) {
  std::vector<RankingMetric> metrics;
  for (const std::string& text : names) {
    const std::size_t at = text.find('@');
    const std::string name = text.substr(0, at);
    const bool has_k = metric_kind(name).has_k;
    if (at == std::string::npos && has_k) {
      for (const std::size_t k : ks) metrics.push_back({name, k});
      continue;
    }
    RankingMetric metric{name, 0};
    if (at != std::string::npos) {
      const auto [end, error] = std::from_chars(text.data() + at + 1, text.data() + text.size(), metric.k);
      if (!has_k || error != std::errc() || end != text.data() + text.size() || metric.k == 0)
        throw UsageError("'" + text + "' is not a metric", "--metrics",
                         has_k ? "for example, use " + name + "@20" : name + " uses the whole ranking: it has no @k");
    }
    metrics.push_back(metric);
  }
  return metrics;
}

RankingReport evaluate_ranking(const Model& model, const Ratings& test, const RankingOptions& options, Pool& pool) {
  RankingReport report;
  const std::vector<UserTestItems> test_users =
      collect_test_users(model, relevant_rows(test, options.relevance_threshold), options.subset, report);
  for (Id item = 0; item < model.items.size(); ++item)
    report.catalogue += model.item_is_warm(item) == (options.subset != RankingSubset::kColdItems);
  report.evaluated = test_users.size();
  if (test_users.empty()) return report;
  constexpr std::size_t kUserBatch = 4096;  // limits the memory for lists
  RankingEvaluator evaluator(model, options, pool);
  std::vector<double> values(test_users.size() * evaluator.columns());
  for (std::size_t first = 0; first < test_users.size(); first += kUserBatch)
    evaluator.evaluate(std::span(test_users).subspan(first, std::min(kUserBatch, test_users.size() - first)),
                       values.data() + first * evaluator.columns());
  for (const UserTestItems& entry : test_users) report.evaluated_users.push_back(entry.test_id);
  std::vector<Metric> means;
  if (evaluator.columns() > 0)
    means = mean_intervals(values, evaluator.columns(), options.resamples, options.seed, pool);
  report.values = std::move(values);
  report.exposure = evaluator.exposure();
  auto mean = means.begin();
  for (const RankingMetric& metric : options.metrics)
    report.metrics[metric.text()] = metric_kind(metric.name).per_user
                                        ? *mean++
                                        : Metric{evaluator.over_all_lists(metric), std::nan(""), std::nan("")};
  return report;
}

}  // namespace kinfold
