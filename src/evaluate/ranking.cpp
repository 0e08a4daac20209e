#include "evaluate/ranking.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/error.h"
#include "evaluate/places.h"
#include "evaluate/popularity.h"
#include "evaluate/strangers.h"
#include "scorer/top_k.h"

namespace kinfold {
namespace {

// What a user's list of recommendations came to.
struct Judged {
  std::vector<Group> groups;  // of the list and, below it, that of the first relevant item
  std::size_t total;          // the user's test items
  std::span<const Scored> list;
};

struct Kind {
  const char* name;
  bool has_k;
  double (*of_user)(const Judged&, std::size_t k, const std::vector<double>& surprise);  // none: over all lists
};

double novelty(const Judged& user, std::size_t k, const std::vector<double>& surprise) {
  const std::size_t count = std::min(k, user.list.size());
  double sum = 0;
  for (const Scored& s : user.list.first(count)) sum += surprise[s.id];
  return sum / double(count);
}

using Surprise = const std::vector<double>&;
const std::vector<Kind> kKinds = {
    {"precision", true, [](const Judged& u, std::size_t k, Surprise) { return hits_at(u.groups, k) / double(k); }},
    {"recall", true, [](const Judged& u, std::size_t k, Surprise) { return hits_at(u.groups, k) / double(u.total); }},
    {"recall_capped", true,
     [](const Judged& u, std::size_t k, Surprise) { return hits_at(u.groups, k) / double(std::min(k, u.total)); }},
    {"ndcg", true, [](const Judged& u, std::size_t k, Surprise) { return ndcg_at(u.groups, u.total, k); }},
    {"map", true, [](const Judged& u, std::size_t k, Surprise) { return average_precision_at(u.groups, u.total, k); }},
    {"mrr", false, [](const Judged& u, std::size_t, Surprise) { return reciprocal_rank(u.groups.front()); }},
    {"hit_rate", true, [](const Judged& u, std::size_t k, Surprise) { return hit_rate_at(u.groups, k); }},
    {"coverage", true, nullptr},
    {"novelty", true, novelty},
    {"gini", true, nullptr},
};

const Kind& kind_of(const std::string& name) {
  const auto at = std::ranges::find(kKinds, name, &Kind::name);
  if (at == kKinds.end())
    throw UsageError("unknown metric '" + name + "'", "--metrics", known_choices(name, ranking_metric_names()));
  return *at;
}

std::span<const Id> items_of(const History& history, Id user) {
  return {history.item.data() + history.begin[user], history.item.data() + history.begin[user + 1]};
}

// - log2 of the share of users that have each item.
std::vector<double> surprises(const Model& model) {
  double users = 0;
  for (Id u = 0; u < model.user_ids.size(); ++u) users += model.user_is_warm(u);
  std::vector<double> result;
  for (const std::uint32_t count : model.item_counts) result.push_back(std::log2(users / std::max(1.0, double(count))));
  return result;
}

// The test items of a user, without those that he had in training. kUnseen: a user that the model does not know.
struct Wish {
  Id user, own;  // by the model's number and the test's
  std::vector<Id> items;
};

bool belongs(RankedPart part, bool cold_user, bool cold_item, Id item) {
  switch (part) {
    case RankedPart::kWarm:
      return !cold_user && !cold_item;
    case RankedPart::kColdUsers:
      return cold_user && !cold_item;
    default:
      return !cold_user && cold_item && item != kUnseen;
  }
}

Ratings rows_of_at_least(const Ratings& test, float relevant) {
  std::vector<std::uint8_t> marks;
  for (const Rating& r : test.rows) marks.push_back(r.value >= relevant);
  return select(test, marks, 1);
}

std::vector<Wish> wishes_of(const Model& model, const Ratings& test, RankedPart part, RankingReport& report) {
  const Strangers strangers = find_strangers(model, test);
  report.rows = strangers.rows.size();
  report.users = strangers.users, report.items = strangers.items;
  report.cold_users = strangers.cold_users, report.cold_items = strangers.cold_items;
  std::vector<Wish> wished(test.users.size());
  for (std::size_t i = 0; i < strangers.rows.size(); ++i) {
    const Rating& row = strangers.rows[i];
    const bool cold_user = strangers.user[i], cold_item = strangers.item[i];
    report.warm_rows += !cold_user && !cold_item;
    report.cold_user_rows += cold_user;
    report.cold_item_rows += cold_item;
    report.repeated += strangers.repeated[i];
    Wish& wish = wished[test.rows[i].left];
    wish.user = row.left;
    wish.own = test.rows[i].left;
    if (belongs(part, cold_user, cold_item, row.right) && !strangers.repeated[i]) wish.items.push_back(row.right);
  }
  std::vector<Wish> wishes;
  for (Wish& wish : wished) {
    std::ranges::sort(wish.items);
    wish.items.erase(std::unique(wish.items.begin(), wish.items.end()), wish.items.end());
    if (!wish.items.empty()) wishes.push_back(std::move(wish));
  }
  std::ranges::stable_sort(wishes, std::less{}, &Wish::user);
  return wishes;
}

// Groups of equal scores that hold relevant items, from the list, what ties with its end, and the first relevant item's
// standing among all.
std::vector<Group> groups_of(const Ranked& ranked, std::vector<float> relevant) {
  std::ranges::sort(relevant, std::greater{});
  std::vector<Group> groups;
  for (std::size_t i = 0; i < relevant.size();) {
    const float score = relevant[i];
    const auto above = std::ranges::partition_point(ranked.best, [&](const Scored& s) { return s.score > score; });
    const auto below =
        std::partition_point(above, ranked.best.end(), [&](const Scored& s) { return s.score == score; });
    Group group{std::size_t(above - ranked.best.begin()), std::size_t(below - above), 0};
    for (; i < relevant.size() && relevant[i] == score; ++i) ++group.relevant;
    if (group.size > 0) {
      if (below == ranked.best.end()) group.size += ranked.tied;
      groups.push_back(group);
      continue;
    }
    if (groups.empty() && !ranked.places.empty() && ranked.places[0].shown.equal > 0)
      groups.push_back({ranked.places[0].shown.above, ranked.places[0].shown.equal, group.relevant});
    break;  // this one and all after it lie below the list
  }
  return groups;
}

class Lists {
 public:
  Lists(const Model& model, const RankingRule& rule, Pool& pool)
      : model_(model),
        rule_(rule),
        pool_(pool),
        typical_(typical_user(model)),
        candidate_(candidates(model, rule.part)),
        candidates_(model.items.factors, offsets()),
        surprise_(surprises(model)) {
    for (const RankingMetric& metric : rule.metrics) {
      longest_ = std::max(longest_, metric.k);
      if (kind_of(metric.name).of_user) ++columns_;
      shown_[metric.k];
    }
    for (auto& [k, counts] : shown_) counts.assign(model.items.size(), 0);
  }

  std::size_t columns() const { return columns_; }
  // A row of per-user metrics for each of these users.
  void judge(std::span<const Wish> wishes, double* values) {
    const std::vector<std::vector<float>> scores = scores_of(wishes);
    const bool places = std::ranges::any_of(rule_.metrics, [](const auto& metric) { return metric.name == "mrr"; });
    std::vector<float> best;
    for (const std::vector<float>& own : scores) best.push_back(std::ranges::max(own));
    std::vector<Query> queries;
    for (std::size_t i = 0; i < wishes.size(); ++i) {
      queries.push_back({vector_of(wishes[i].user)});
      if (wishes[i].user != kUnseen) queries.back().left_out = items_of(model_.history, wishes[i].user);
      if (places) queries.back().marks = {&best[i], 1};
    }
    const std::vector<Ranked> ranked = top_k(candidates_, queries, longest_, pool_);
    for (std::size_t i = 0; i < wishes.size(); ++i) {
      const Judged user{groups_of(ranked[i], scores[i]), wishes[i].items.size(), ranked[i].best};
      for (const RankingMetric& metric : rule_.metrics)
        if (const auto of_user = kind_of(metric.name).of_user) *values++ = of_user(user, metric.k, surprise_);
      for (auto& [k, counts] : shown_)
        for (const Scored& s : user.list.first(std::min(k, user.list.size()))) ++counts[s.id];
    }
  }

  const auto& shown() const { return shown_; }
  // coverage, gini
  double of_all(const RankingMetric& metric) const;

 private:
  // Cold items are ranked among each other: those of the model that training did not show.
  static std::vector<std::uint8_t> candidates(const Model& model, RankedPart part) {
    std::vector<std::uint8_t> result;
    for (Id item = 0; item < model.items.size(); ++item)
      result.push_back(model.item_is_warm(item) == (part != RankedPart::kColdItems));
    return result;
  }
  std::vector<float> offsets() const {
    std::vector<float> result = biases(model_.items);
    for (Id item = 0; item < result.size(); ++item)
      if (!candidate_[item]) result[item] = kLeftOut;
    return result;
  }
  const float* vector_of(Id user) const {
    return user != kUnseen && model_.user_is_known(user) ? model_.users.factors[user] : typical_[0];
  }

  std::vector<std::vector<float>> scores_of(std::span<const Wish> wishes) {
    std::vector<std::vector<float>> scores(wishes.size());
    pool_.run(wishes.size(),
              [&](std::size_t i) { scores[i] = candidates_.scores(vector_of(wishes[i].user), wishes[i].items); });
    return scores;
  }

  const Model& model_;
  const RankingRule& rule_;
  Pool& pool_;
  Table typical_;
  std::vector<std::uint8_t> candidate_;
  Candidates candidates_;
  std::vector<double> surprise_;
  std::size_t longest_ = 0, columns_ = 0;
  std::map<std::size_t, std::vector<std::uint32_t>> shown_;  // k -> how often each item is among the first k
};

double Lists::of_all(const RankingMetric& metric) const {
  std::vector<std::uint32_t> shown;
  for (Id item = 0; item < model_.items.size(); ++item)
    if (candidate_[item]) shown.push_back(shown_.at(metric.k)[item]);
  if (metric.name == "gini") return gini_of(std::move(shown));
  return double(std::ranges::count_if(shown, [](std::uint32_t x) { return x > 0; })) / double(shown.size());
}

}  // namespace

std::vector<std::string> ranking_metric_names() {
  std::vector<std::string> names;
  for (const Kind& kind : kKinds) names.emplace_back(kind.name);
  return names;
}

std::vector<RankingMetric> ranking_metrics(const std::vector<std::string>& names, const std::vector<std::size_t>& ks) {
  std::vector<RankingMetric> metrics;
  for (const std::string& text : names) {
    const std::size_t at = text.find('@');
    const std::string name = text.substr(0, at);
    const bool has_k = kind_of(name).has_k;
    if (at == std::string::npos && has_k) {
      for (const std::size_t k : ks) metrics.push_back({name, k});
      continue;
    }
    RankingMetric metric{name, 0};
    if (at != std::string::npos) {
      const auto [end, error] = std::from_chars(text.data() + at + 1, text.data() + text.size(), metric.k);
      if (!has_k || error != std::errc() || end != text.data() + text.size() || metric.k == 0)
        throw UsageError("'" + text + "' is not a metric", "--metrics",
                         has_k ? "such as " + name + "@20" : name + " looks at all places: it has no @k");
    }
    metrics.push_back(metric);
  }
  return metrics;
}

RankingReport evaluate_ranking(const Model& model, const Ratings& test, const RankingRule& rule, Pool& pool) {
  RankingReport report;
  const std::vector<Wish> wishes = wishes_of(model, rows_of_at_least(test, rule.relevant), rule.part, report);
  for (Id item = 0; item < model.items.size(); ++item)
    report.catalogue += model.item_is_warm(item) == (rule.part != RankedPart::kColdItems);
  report.judged = wishes.size();
  if (wishes.empty()) return report;
  constexpr std::size_t kAtATime = 4096;  // users whose lists are held together
  Lists lists(model, rule, pool);
  std::vector<double> values(wishes.size() * lists.columns());
  for (std::size_t first = 0; first < wishes.size(); first += kAtATime)
    lists.judge(std::span(wishes).subspan(first, std::min(kAtATime, wishes.size() - first)),
                values.data() + first * lists.columns());
  for (const Wish& wish : wishes) report.judged_users.push_back(wish.own);
  std::vector<Metric> means;
  if (lists.columns() > 0) means = mean_intervals(values, lists.columns(), rule.resamples, rule.seed, pool);
  report.values = std::move(values);
  report.shown = lists.shown();
  auto mean = means.begin();
  for (const RankingMetric& metric : rule.metrics)
    report.metrics[metric.text()] =
        kind_of(metric.name).of_user ? *mean++ : Metric{lists.of_all(metric), std::nan(""), std::nan("")};
  return report;
}

}  // namespace kinfold
