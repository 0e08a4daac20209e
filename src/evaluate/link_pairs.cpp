#include "evaluate/link_pairs.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/chunks.h"
#include "core/random.h"
#include "model/graph_queries.h"

namespace kinfold {
namespace {

constexpr std::size_t kDraws = 1000;     // for a pair that is no link; a graph that has fewer is all but complete
constexpr std::size_t kLeast = 1 << 14;  // drawn before links are gone through

std::vector<Triple> draw_pairs(const GraphModel& model, std::size_t count,
                               std::initializer_list<std::span<const Triple>> links, std::uint64_t seed) {
  Random random(seed, {0xbadd});
  std::vector<Triple> pairs;
  for (std::size_t tried = 0; pairs.size() < count && tried < kDraws * count;) {
    const std::size_t some = std::max(2 * (count - pairs.size()), kLeast);
    std::vector<Triple> drawn;
    for (std::size_t n = 0; n < some; ++n) {
      const Id head = Id(random.below(model.entities.size())), tail = Id(random.below(model.entities.size()));
      if (head != tail) drawn.push_back({head, 0, tail});
    }
    tried += some;
    const KnownFacts known = model.known(QuestionSet(drawn), links);
    for (const Triple& pair : drawn)
      if (pairs.size() < count && !known.contains(pair)) pairs.push_back(pair);
  }
  return pairs;
}

std::vector<float> scores_of(const GraphModel& model, std::span<const Triple> pairs, Pool& pool) {
  const GraphQueries asked(model);
  std::vector<float> scores(pairs.size());
  in_chunks(
      pool, pairs.size(), [&](std::size_t n) { scores[n] = asked.score(pairs[n]); }, 256);
  return scores;
}

// Both kinds of pairs by falling score, with how many links and others share it; each weighed.
struct Level {
  double links = 0, others = 0;
};
std::vector<Level> levels(std::span<const float> links, std::span<const float> others,
                          std::span<const std::uint32_t> times) {
  std::vector<std::pair<float, std::size_t>> order;
  for (std::size_t n = 0; n < links.size(); ++n) order.emplace_back(links[n], n);
  for (std::size_t n = 0; n < others.size(); ++n) order.emplace_back(others[n], links.size() + n);
  std::ranges::sort(order, std::greater{});
  std::vector<Level> result;
  for (std::size_t n = 0; n < order.size(); ++n) {
    if (n == 0 || order[n].first != order[n - 1].first) result.emplace_back();
    const double weight = times.empty() ? 1 : double(times[order[n].second]);
    (order[n].second < links.size() ? result.back().links : result.back().others) += weight;
  }
  return result;
}

double roc(const std::vector<Level>& all) {
  double above = 0, won = 0, links = 0, others = 0;
  for (const Level& level : all) {
    won += level.others * (above + level.links / 2);
    above += level.links;
    others += level.others;
  }
  links = above;
  return won / (links * others);
}

// Precision at each level, weighed by the links that stand there.
double precision(const std::vector<Level>& all) {
  double links = 0, shown = 0, sum = 0;
  for (const Level& level : all) {
    links += level.links;
    shown += level.links + level.others;
    sum += level.links * (shown > 0 ? links / shown : 0);
  }
  return sum / links;
}

}  // namespace

double area_under_roc(std::span<const float> links, std::span<const float> others) {
  return roc(levels(links, others, {}));
}
double average_precision(std::span<const float> links, std::span<const float> others) {
  return precision(levels(links, others, {}));
}

void add_pair_metrics(const GraphModel& model, std::span<const Triple> links,
                      std::initializer_list<std::span<const Triple>> known, const GraphRule& rule, GraphPart& part,
                      Pool& pool) {
  const std::vector<Triple> pairs = draw_pairs(model, links.size(), known, rule.seed);
  if (pairs.empty() || links.empty()) return;
  const std::vector<float> right = scores_of(model, links, pool), wrong = scores_of(model, pairs, pool);
  std::vector<double> areas(rule.resamples), precisions(rule.resamples);
  pool.run(rule.resamples, [&](std::size_t resample) {
    std::vector<std::uint32_t> times = draws(right.size(), rule.seed, 2 * resample);
    const std::vector<std::uint32_t> more = draws(wrong.size(), rule.seed, 2 * resample + 1);
    times.insert(times.end(), more.begin(), more.end());
    const std::vector<Level> all = levels(right, wrong, times);
    areas[resample] = roc(all);
    precisions[resample] = precision(all);
  });
  part.metrics["auc"] = interval(area_under_roc(right, wrong), std::move(areas));
  part.metrics["average_precision"] = interval(average_precision(right, wrong), std::move(precisions));
}

}  // namespace kinfold
