#include "kg/link_pairs.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/chunks.h"
#include "core/random.h"
#include "kg/graph_queries.h"

namespace kinfold {
namespace {

constexpr std::size_t kMaxSamplesPerPair = 1000;  // until sampling gives up: the graph is almost complete
constexpr std::size_t kMinSamples = 1 << 14;      // samples per pass over the links

std::vector<Triple> sample_non_links(const GraphModel& model, std::size_t count,
                                     std::initializer_list<std::span<const Triple>> links, std::uint64_t seed) {
  Random random(seed, {0xbadd});
  std::vector<Triple> pairs;
  for (std::size_t samples = 0; pairs.size() < count && samples < kMaxSamplesPerPair * count;) {
    const std::size_t batch_size = std::max(2 * (count - pairs.size()), kMinSamples);
    std::vector<Triple> sampled;
    for (std::size_t n = 0; n < batch_size; ++n) {
      const Id head = Id(random.below(model.entities.size())), tail = Id(random.below(model.entities.size()));
      if (head != tail) sampled.push_back({head, 0, tail});
    }
    samples += batch_size;
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

// The total weight of the links and of the non-links at each distinct score, in decreasing order of score. Empty counts
// are 1 each.
struct ScoreLevel {
  double links = 0, non_links = 0;
};
std::vector<ScoreLevel> score_levels(std::span<const float> links, std::span<const float> non_links,
                                     std::span<const std::uint32_t> counts) {
  std::vector<std::pair<float, std::size_t>> order;
  for (std::size_t n = 0; n < links.size(); ++n) order.emplace_back(links[n], n);
  for (std::size_t n = 0; n < non_links.size(); ++n) order.emplace_back(non_links[n], links.size() + n);
  std::ranges::sort(order, std::greater{});
  std::vector<ScoreLevel> result;
  for (std::size_t n = 0; n < order.size(); ++n) {
    if (n == 0 || order[n].first != order[n - 1].first) result.emplace_back();
    const double weight = counts.empty() ? 1 : double(counts[order[n].second]);
    (order[n].second < links.size() ? result.back().links : result.back().non_links) += weight;
  }
  return result;
}

double roc_auc(const std::vector<ScoreLevel>& all) {
  double above = 0, ordered_pairs = 0, links = 0, non_links = 0;
  for (const ScoreLevel& level : all) {
    ordered_pairs += level.non_links * (above + level.links / 2);
    above += level.links;
    non_links += level.non_links;
  }
  links = above;
  return ordered_pairs / (links * non_links);
}

// The mean precision over the links, each at its own score.
double precision(const std::vector<ScoreLevel>& all) {
  double links = 0, ranked = 0, sum = 0;
  for (const ScoreLevel& level : all) {
    links += level.links;
    ranked += level.links + level.non_links;
    sum += level.links * (ranked > 0 ? links / ranked : 0);
  }
  return sum / links;
}

}  // namespace

double area_under_roc(std::span<const float> links, std::span<const float> non_links) {
  return roc_auc(score_levels(links, non_links, {}));
}
double average_precision(std::span<const float> links, std::span<const float> non_links) {
  return precision(score_levels(links, non_links, {}));
}

void add_pair_metrics(const GraphModel& model, std::span<const Triple> links,
                      std::initializer_list<std::span<const Triple>> excluded, const GraphEvaluationOptions& options,
                      GraphMetrics& part, Pool& pool) {
  const std::vector<Triple> pairs = sample_non_links(model, links.size(), excluded, options.seed);
  if (pairs.empty() || links.empty()) return;
  const std::vector<float> positive = scores_of(model, links, pool), negative = scores_of(model, pairs, pool);
  std::vector<double> areas(options.resamples), precisions(options.resamples);
  pool.run(options.resamples, [&](std::size_t resample) {
    std::vector<std::uint32_t> counts = resample_counts(positive.size(), options.seed, 2 * resample);
    const std::vector<std::uint32_t> negative_counts = resample_counts(negative.size(), options.seed, 2 * resample + 1);
    counts.insert(counts.end(), negative_counts.begin(), negative_counts.end());
    const std::vector<ScoreLevel> all = score_levels(positive, negative, counts);
    areas[resample] = roc_auc(all);
    precisions[resample] = precision(all);
  });
  part.metrics["auc"] = interval(area_under_roc(positive, negative), std::move(areas));
  part.metrics["average_precision"] = interval(average_precision(positive, negative), std::move(precisions));
}

}  // namespace kinfold
