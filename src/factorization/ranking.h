// Evaluates rankings. For each user, the candidates are all items of training except the user's own training items. The
// relevant items are those of the test set. Metrics are computed over all candidates, never over a sample.
#pragma once
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "evaluate/bootstrap.h"
#include "factorization/model.h"

namespace kinfold {

// Averaged over users, where R is the number of the user's test items and `hits` are those among the first k:
//   precision@k      hits / k
//   recall@k         hits / R
//   recall_capped@k  hits / min(k, R)
//   ndcg@k           sum over the hits of 1 / log2(rank + 1), divided by that of the ideal list
//   map@k            sum over the hits of the precision at their rank, divided by min(k, R)
//   hit_rate@k       1 if there is a hit, else 0
//   mrr              1 / rank of the first relevant item among all candidates
//   novelty@k        mean of -log2(fraction of training users with the item) over the list
// Over all lists together, without a confidence interval:
//   coverage@k       fraction of the items that occur in a list
//   gini@k           Gini index of how often the items occur: 0 all equally often, 1 one item only
// Ties count as in random order (rank_metrics.h), except in the last three metrics, which order them by id.
struct RankingMetric {
  std::string name;
  std::size_t k = 0;  // 0 for mrr
  std::string text() const { return k == 0 ? name : name + "@" + std::to_string(k); }
};

// Names of all metrics, without @k.
std::vector<std::string> ranking_metric_names();

// Parses names such as "recall@20" or "mrr". A name without @k gives one metric for each of `ks`. Throws a UsageError
// that lists the known names.
std::vector<RankingMetric> ranking_metrics(const std::vector<std::string>& names, const std::vector<std::size_t>& ks);

// Which test rows are evaluated. kWarm: user and item have training rows. kColdUsers: users without training rows (user
// cold start); they are ranked by their side information, or by the mean user vector. kColdItems: items without
// training rows (item cold start); they are ranked among each other by their side information.
enum class RankingSubset { kWarm, kColdUsers, kColdItems };

struct RankingOptions {
  std::vector<RankingMetric> metrics;
  float relevance_threshold = -std::numeric_limits<float>::infinity();  // least value of a relevant test row
  std::uint64_t seed = 1;
  std::size_t resamples = kResamples;  // bootstrap resamples for the intervals; 0: means only
  RankingSubset subset = RankingSubset::kWarm;
};

struct RankingReport {
  std::size_t rows = 0;                        // relevant test rows
  std::size_t users = 0, items = 0;            // distinct ids in them
  std::size_t cold_users = 0, cold_items = 0;  // of these, without training rows
  std::size_t warm_rows = 0, cold_user_rows = 0, cold_item_rows = 0;
  std::size_t repeated = 0;   // warm rows whose pair is in training: leakage
  std::size_t evaluated = 0;  // users with a test item in the subset that is not in their training history
  std::size_t catalogue = 0;  // number of candidate items
  std::map<std::string, Metric> metrics;
  std::vector<Id> evaluated_users;                             // ids in the test's vocabulary
  std::vector<double> values;                                  // evaluated users x metrics that are means over users
  std::map<std::size_t, std::vector<std::uint32_t>> exposure;  // k -> number of lists with each item in the first k
};

// Evaluates the rows of the subset whose pair is not in training. Counts the others.
RankingReport evaluate_ranking(const Model& model, const Ratings& test, const RankingOptions& options, Pool& pool);

}  // namespace kinfold
