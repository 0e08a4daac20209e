// How well a model ranks: for each user all items that training showed but he did not have there, against those that
// the test says he took. Ranks are over all of them, never over samples.
#pragma once
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "evaluate/bootstrap.h"
#include "factorization/model.h"

namespace kinfold {

// Averaged over users, where R is the number of the user's test items:
//   precision@k      hits among the first k / k
//   recall@k         hits / R
//   recall_capped@k  hits / min(k, R)
//   ndcg@k           gains 1 / log2(place + 1) / those of the best list of k
//   map@k            precision at each hit / min(k, R)
//   hit_rate@k       whether there is a hit
//   mrr              1 / the place of the first relevant item among all
//   novelty@k        - log2 of the share of training users that have the item, over the list
// and over all lists together, without an interval:
//   coverage@k       share of the items that some list shows
//   gini@k           inequality of how often the items are shown: 0 all alike, 1 one item only
// Items of equal score stand in random order (see places.h), in the last three by id.
struct RankingMetric {
  std::string name;
  std::size_t k = 0;  // 0 for mrr
  std::string text() const { return k == 0 ? name : name + "@" + std::to_string(k); }
};

// Names without their @k.
std::vector<std::string> ranking_metric_names();

// "recall@20, mrr" -> metrics; a name without @k stands for one at each of `ks`. A UsageError names the known ones.
std::vector<RankingMetric> ranking_metrics(const std::vector<std::string>& names, const std::vector<std::size_t>& ks);

// Which test rows are judged. Warm: users and items of training. Cold users: those that training did not show, by what
// is known of them beside, or like a typical user. Cold items: among the model's items that training did not show, by
// what is known of them.
enum class RankingSubset { kWarm, kColdUsers, kColdItems };

struct RankingOptions {
  std::vector<RankingMetric> metrics;
  float relevance_threshold =
      -std::numeric_limits<float>::infinity();  // test rows of at least this value are wished for
  std::uint64_t seed = 1;
  std::size_t resamples = kResamples;  // for the intervals; 0: the means alone
  RankingSubset subset = RankingSubset::kWarm;
};

struct RankingReport {
  std::size_t rows = 0;                        // relevant test rows
  std::size_t users = 0, items = 0;            // distinct ids in them
  std::size_t cold_users = 0, cold_items = 0;  // of those, unseen in training
  std::size_t warm_rows = 0, cold_user_rows = 0, cold_item_rows = 0;
  std::size_t repeated = 0;   // warm rows whose very pair training showed
  std::size_t evaluated = 0;  // users with a test item of the part that is new to them
  std::size_t catalogue = 0;  // items that are ranked
  std::map<std::string, Metric> metrics;
  std::vector<Id> evaluated_users;  // by the test's numbers
  std::vector<double> values;       // of each of them, all metrics that are means over users
  std::map<std::size_t, std::vector<std::uint32_t>>
      exposure;  // k -> how often each item is among the first k of a list
};

// Judged are rows of the part whose pair is new; the others are counted.
RankingReport evaluate_ranking(const Model& model, const Ratings& test, const RankingOptions& options, Pool& pool);

}  // namespace kinfold
