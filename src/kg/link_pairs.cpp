#include "kg/link_pairs.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/chunks.h"
#include "core/random.h"
#include "kg/graph_queries.h"

namespace kinfold {
namespace {

constexpr std::size_t kMaxDraws = 1000;     // for a pair that is no link; a graph that has fewer is all but complete
constexpr std::size_t kMinDraws = 1 << 14;  // drawn before links are gone through

std::vector<Triple> sample_non_links(const GraphModel& model, std::size_t count,
                                     std::initializer_list<std::span<const Triple>> links, std::uint64_t seed) {
  Random random(seed, {0xbadd});
  std::vector<Triple> pairs;
  for (std::size_t num_sampled = 0; pairs.size() < count && num_sampled < kMaxDraws * count;) {
    const std::size_t batch_size = std::max(2 * (count - pairs.size()), kMinDraws);
    std::vector<Triple> sampled;
    for (std::size_t n = 0; n < batch_size; ++n) {
      const Id head = Id(random.below(model.entities.size())), tail = Id(random.below(model.entities.size()));
      if (head != tail) sampled.push_back({head, 0, tail});
    }
    num_sampled += batch_size;
    const FilterIndex excluded = model.filter_index(QuerySet(sampled), links);
    for (const Triple& pair : sampled)
      if (pairs.size() < count && !excluded.contains(pair)) pairs.push_back(pair);
  }
  return pairs;
}

std::vector<float> scores_of(const GraphModel& model, std::span<const Triple> pairs, Pool& pool) {
  const GraphQueries queries(model);
  std::vector<float> scores(pairs.size());
  parallel_for(
      pool, pairs.size(), [&](std::size_t n) { scores[n] = queries.score(pairs[n]); }, 256);
  return scores;
}

// Both kinds of pairs by falling score, with how many links and others share it; each weighed.
struct ScoreLevel {
  double links = 0, others = 0;
};
std::vector<ScoreLevel> score_levels(std::span<const float> links, std::span<const float> others,
                                     std::span<const std::uint32_t> times) {
  std::vector<std::pair<float, std::size_t>> order;
  for (std::size_t n = 0; n < links.size(); ++n) order.emplace_back(links[n], n);
  for (std::size_t n = 0; n < others.size(); ++n) order.emplace_back(others[n], links.size() + n);
  std::ranges::sort(order, std::greater{});
  std::vector<ScoreLevel> result;
  for (std::size_t n = 0; n < order.size(); ++n) {
    if (n == 0 || order[n].first != order[n - 1].first) result.emplace_back();
    const double weight = times.empty() ? 1 : double(times[order[n].second]);
    (order[n].second < links.size() ? result.back().links : result.back().others) += weight;
  }
  return result;
}

double roc_auc(const std::vector<ScoreLevel>& all) {
  double above = 0, ordered_pairs = 0, links = 0, others = 0;
  for (const ScoreLevel& level : all) {
    ordered_pairs += level.others * (above + level.links / 2);
    above += level.links;
    others += level.others;
  }
  links = above;
  return ordered_pairs / (links * others);
}

// Precision at each level, weighed by the links that stand there.
double precision(const std::vector<ScoreLevel>& all) {
  double links = 0, shown = 0, sum = 0;
  for (const ScoreLevel& level : all) {
    links += level.links;
    shown += level.links + level.others;
    sum += level.links * (shown > 0 ? links / shown : 0);
  }
  return sum / links;
}

}  // namespace

double area_under_roc(std::span<const float> links, std::span<const float> others) {
  return roc_auc(score_levels(links, others, {}));
}
double average_precision(std::span<const float> links, std::span<const float> others) {
  return precision(score_levels(links, others, {}));
}

void add_pair_metrics(const GraphModel& model, std::span<const Triple> links,
                      std::initializer_list<std::span<const Triple>> excluded, const GraphEvaluationOptions& options,
                      GraphMetrics& part, Pool& pool) {
  const std::vector<Triple> pairs = sample_non_links(model, links.size(), excluded, options.seed);
  if (pairs.empty() || links.empty()) return;
  const std::vector<float> positive = scores_of(model, links, pool), negative = scores_of(model, pairs, pool);
  std::vector<double> areas(options.resamples), precisions(options.resamples);
  pool.run(options.resamples, [&](std::size_t resample) {
    std::vector<std::uint32_t> times = resample_counts(positive.size(), options.seed, 2 * resample);
    const std::vector<std::uint32_t> negative_times = resample_counts(negative.size(), options.seed, 2 * resample + 1);
    times.insert(times.end(), negative_times.begin(), negative_times.end());
    const std::vector<ScoreLevel> all = score_levels(positive, negative, times);
    areas[resample] = roc_auc(all);
    precisions[resample] = precision(all);
  });
  part.metrics["auc"] = interval(area_under_roc(positive, negative), std::move(areas));
  part.metrics["average_precision"] = interval(average_precision(positive, negative), std::move(precisions));
}

}  // namespace kinfold
