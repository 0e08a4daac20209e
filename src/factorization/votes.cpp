#include "factorization/votes.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/error.h"
#include "factorization/unseen_ids.h"

namespace kinfold {
namespace {

constexpr std::size_t kBins = 10;

std::size_t bin_of(float probability) {
  return std::min(kBins - 1, std::size_t(std::max(0.0f, probability) * float(kBins)));
}

// Votes in ascending order of probability, and the resampling unit of each.
struct SortedVotes {
  std::vector<Vote> votes;
  std::vector<std::uint32_t> unit;
};

struct BinTotals {
  double rows = 0, predicted = 0, liked = 0;
};

struct VoteTotals {
  double rows = 0, log_loss = 0, correct = 0, squared = 0;
  double likes = 0, pairs_correct = 0;  // pairs of a like and a dislike in the right order
  BinTotals bins[kBins];
};

// Computes all sums in one pass. Each vote is weighted by the number of times that its unit was resampled. Pairs are
// counted by groups of equal probability: a like of a group wins against all dislikes before the group, and counts 1/2
// against those within the group.
VoteTotals vote_totals(const SortedVotes& sorted_votes, const std::vector<std::uint32_t>& times) {
  VoteTotals sums;
  double dislikes = 0, group_likes = 0, group_dislikes = 0;
  for (std::size_t i = 0; i < sorted_votes.votes.size(); ++i) {
    const Vote& vote = sorted_votes.votes[i];
    if (i > 0 && vote.probability != sorted_votes.votes[i - 1].probability) {
      sums.pairs_correct += group_likes * (dislikes + group_dislikes / 2);
      dislikes += std::exchange(group_dislikes, 0);
      group_likes = 0;
    }
    const double weight = times[sorted_votes.unit[i]], p = vote.probability;
    if (weight == 0) continue;
    (vote.liked ? group_likes : group_dislikes) += weight;
    sums.rows += weight;
    sums.likes += vote.liked ? weight : 0;
    sums.log_loss -= weight * std::log(std::clamp(vote.liked ? p : 1 - p, 1e-7, 1 - 1e-7));
    sums.correct += weight * (p == 0.5 ? 0.5 : double((p > 0.5) == vote.liked));
    sums.squared += weight * (p - vote.liked) * (p - vote.liked);
    BinTotals& bin = sums.bins[bin_of(vote.probability)];
    bin.rows += weight, bin.predicted += weight * p, bin.liked += vote.liked ? weight : 0;
  }
  sums.pairs_correct += group_likes * (dislikes + group_dislikes / 2);
  return sums;
}

// In the order of kVoteMetrics.
std::vector<double> metrics_of(const VoteTotals& sums) {
  double gap = 0;
  for (const BinTotals& bin : sums.bins) gap += std::fabs(bin.predicted - bin.liked);
  const double pairs = sums.likes * (sums.rows - sums.likes);
  return {sums.log_loss / sums.rows, pairs > 0 ? sums.pairs_correct / pairs : std::nan(""), sums.correct / sums.rows,
          sums.squared / sums.rows, gap / sums.rows};
}

}  // namespace

float like_threshold(const Ratings& test) {
  std::vector<float> values;
  for (const Rating& r : test.rows)
    if (std::ranges::find(values, r.value) == values.end()) {
      values.push_back(r.value);
      if (values.size() > 2)
        throw Error("votes must have two values, but these have a third one: " + std::to_string(r.value),
                    "(" + std::string(test.users[r.left]) + ", " + std::string(test.items[r.right]) + ")",
                    "map the test values to likes and dislikes as in training");
    }
  return values.size() == 2 ? (values[0] + values[1]) / 2 : 0;
}

VoteScores score_votes(std::vector<Vote> votes, std::uint64_t seed, Pool& pool) {
  VoteScores result;
  result.rows = votes.size();
  if (votes.empty()) return result;
  std::ranges::stable_sort(votes, {}, &Vote::probability);
  std::vector<Id> user;
  for (const Vote& vote : votes) user.push_back(vote.user);
  ResampleUnits units = resample_units(user);
  const SortedVotes sorted_votes{std::move(votes), std::move(units.of_row)};

  std::vector<std::vector<double>> resampled(kVoteMetrics.size(), std::vector<double>(kResamples));
  pool.run(kResamples, [&](std::size_t i) {
    const std::vector<double> resampled_metrics =
        metrics_of(vote_totals(sorted_votes, resample_counts(units.count, seed, i)));
    for (std::size_t m = 0; m < resampled_metrics.size(); ++m) resampled[m][i] = resampled_metrics[m];
  });
  const VoteTotals sums = vote_totals(sorted_votes, std::vector<std::uint32_t>(units.count, 1));
  const std::vector<double> values = metrics_of(sums);
  for (std::size_t m = 0; m < values.size(); ++m) {
    std::erase_if(resampled[m],
                  [](double x) { return std::isnan(x); });  // the AUC of a resample without likes or dislikes
    result.metrics[kVoteMetrics[m]] =
        resampled[m].empty() ? Metric{values[m], std::nan(""), std::nan("")} : interval(values[m], resampled[m]);
  }
  result.likes = std::size_t(sums.likes);
  for (std::size_t b = 0; b < kBins; ++b) {
    const BinTotals& bin = sums.bins[b];
    result.calibration.push_back({double(b) / kBins, double(b + 1) / kBins, std::size_t(bin.rows),
                                  bin.rows > 0 ? bin.predicted / bin.rows : 0,
                                  bin.rows > 0 ? bin.liked / bin.rows : 0});
  }
  return result;
}

VoteReport evaluate_votes(const Model& model, const Ratings& test, std::uint64_t seed, Pool& pool) {
  const UnseenIds unseen = find_unseen_ids(model, test);
  const float threshold = like_threshold(test);
  std::vector<Vote> all, warm, cold_user, cold_item;
  const Predictor predicted(model);
  for (std::size_t i = 0; i < unseen.rows.size(); ++i) {
    const Rating& row = unseen.rows[i];
    const double time = test.has_time() ? test.time[i] : NAN;
    const Vote vote{predicted(row.left, row.right, time), row.value > threshold, test.rows[i].left};
    all.push_back(vote);
    if (!unseen.user[i] && !unseen.item[i]) warm.push_back(vote);
    if (unseen.user[i]) cold_user.push_back(vote);
    if (unseen.item[i]) cold_item.push_back(vote);
  }
  VoteReport report{unseen.users, unseen.items, unseen.cold_users, unseen.cold_items, 0, {}, {}, {}, {}};
  report.repeated = std::size_t(std::ranges::count(unseen.repeated, 1));
  report.all = score_votes(std::move(all), seed, pool);
  report.warm = score_votes(std::move(warm), seed, pool);
  report.cold_user = score_votes(std::move(cold_user), seed, pool);
  report.cold_item = score_votes(std::move(cold_item), seed, pool);
  return report;
}

}  // namespace kinfold
