#include "factorization/training_set.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

#include "core/text.h"

namespace kinfold {
namespace {

void add_owners(Vocabulary& ids, const std::optional<SideFeatureTable>& table) {
  if (!table) return;
  for (Id owner = 0; owner < table->owners.size(); ++owner) ids.add(table->owners[owner]);
}

// One indicator feature for each row ("user=17"), or the same one for all rows ("everyone").
SideFeatureTable identity_features(const Vocabulary& ids, bool shared = false) {
  SideFeatureTable table;
  table.owners = ids;
  for (Id row = 0; row < ids.size(); ++row) {
    const std::string id =
        shared ? std::string(kInterceptFeature) : std::string(kIdentityPrefix) + std::string(ids[row]);
    table.bags.add(table.ids.add(id), 1);
    table.bags.close();
  }
  return table;
}

std::set<std::string> time_terms(const FactorizationTrainOptions& options) {
  std::set<std::string> terms;
  const std::string& text = options.time_terms;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string term = text.substr(begin, end - begin);
    if (std::ranges::find(kTimeTerms, term) == kTimeTerms.end())
      throw UsageError("unknown time-dependent term '" + term + "'", "--time-terms", known_choices(term, kTimeTerms));
    terms.insert(term);
    begin = end + 1;
  }
  return terms;
}

// Builds the time-dependent terms of the training set and fills in the untrained members of TimeEffects: bins, means,
// keys and rows.
class TimeEffectBuilder {
 public:
  TimeEffectBuilder(const std::vector<double>& times, const FactorizationTrainOptions& options,
                    TrainingSet& training_set, TimeEffects& time)
      : times_(times), terms_(time_terms(options)), training_set_(training_set), time_(time) {
    if (times.empty())
      throw Error("the ratings have no times", "--time-bins",
                  "name the time column with --columns time=NAME, or leave --time-bins out");
    const std::size_t bins = std::size_t(options.time_bins);
    time_.bins = options.time_binning == "uniform" ? equal_width(times, bins) : equal_count(times, bins);
    if (time_.bins.count() < 2 || has_single_bin())
      throw Error("all ratings are in one time bin", "--time-bins " + std::to_string(bins),
                  "their times are too similar: use --time-binning quantile, or leave --time-bins out");
  }

  void fill() {
    if (terms_.contains("item")) add_item_bins();
    if (terms_.contains("drift")) add_drift();
    if (terms_.contains("day")) add_days();
    if (terms_.contains("user")) add_user_rows();  // changes the user ids of the examples, so it must be last
  }

 private:
  bool has_single_bin() const {
    return std::ranges::all_of(times_, [&](double t) { return time_.bins(t) == time_.bins(times_[0]); });
  }

  void add_item_bins() {
    TimeEffect effect{"item-bin", {}, {}, std::vector<float>(training_set_.items * time_.bins.count())};
    for (std::size_t n = 0; n < training_set_.rows.size(); ++n)
      effect.group.push_back(std::uint32_t(training_set_.rows[n].right * time_.bins.count() + time_.bins(times_[n])));
    training_set_.effects.push_back(std::move(effect));
  }

  void add_drift() {
    std::vector<double> sum(training_set_.users), count(training_set_.users);
    for (std::size_t n = 0; n < training_set_.rows.size(); ++n) {
      sum[training_set_.rows[n].left] += times_[n];
      ++count[training_set_.rows[n].left];
    }
    for (std::size_t u = 0; u < training_set_.users; ++u)
      time_.mean_time.push_back(count[u] > 0 ? sum[u] / count[u] : 0);
    TimeEffect effect{"drift", {}, {}, std::vector<float>(training_set_.users)};
    for (std::size_t n = 0; n < training_set_.rows.size(); ++n) {
      const Id user = training_set_.rows[n].left;
      effect.group.push_back(user);
      effect.weight.push_back(float(time_deviation(times_[n], time_.mean_time[user])));
    }
    training_set_.effects.push_back(std::move(effect));
  }

  // Sets `sorted` to the distinct keys in ascending order. Returns the index of each key in it.
  static std::vector<std::uint32_t> index_keys(const std::vector<std::uint64_t>& keys,
                                               std::vector<std::uint64_t>& sorted) {
    sorted = keys;
    std::ranges::sort(sorted);
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    std::vector<std::uint32_t> result;
    for (std::uint64_t key : keys)
      result.push_back(std::uint32_t(std::ranges::lower_bound(sorted, key) - sorted.begin()));
    return result;
  }

  void add_days() {
    std::vector<std::uint64_t> keys;
    for (std::size_t n = 0; n < training_set_.rows.size(); ++n)
      keys.push_back(time_key(training_set_.rows[n].left, day_of(times_[n])));
    TimeEffect effect{"day", index_keys(keys, time_.day_key), {}, {}};
    effect.value.resize(time_.day_key.size());
    training_set_.effects.push_back(std::move(effect));
  }

  // Adds a row for each (user, bin) after the rows of the users. Both have the user's features and the user's
  // indicator.
  void add_user_rows() {
    std::vector<std::uint64_t> keys;
    for (std::size_t n = 0; n < training_set_.rows.size(); ++n)
      keys.push_back(time_key(training_set_.rows[n].left, time_.bins(times_[n])));
    const std::vector<std::uint32_t> at = index_keys(keys, time_.row_key);
    for (std::size_t n = 0; n < keys.size(); ++n) training_set_.rows[n].left = Id(training_set_.users + at[n]);
    Bags& bags = training_set_.user_side_features.bags;
    for (std::size_t k = 0; k < time_.row_key.size(); ++k) {
      const Id user = Id(time_.row_key[k] >> 32);
      time_.row.push_back(Id(training_set_.users + k));
      for (std::uint64_t n = bags.begin[user]; n < bags.begin[user + 1]; ++n) bags.add(bags.member[n], bags.weight[n]);
      bags.close();
    }
    training_set_.users += time_.row.size();
  }

  const std::vector<double>& times_;
  std::set<std::string> terms_;
  TrainingSet& training_set_;
  TimeEffects& time_;
};

}  // namespace

Model init_model(FactorizationData& data, const ValueStats& stats, const FactorizationTrainOptions& options) {
  Ratings& ratings = data.ratings;
  const std::size_t users_with_ratings = ratings.users.size(), items_with_ratings = ratings.items.size();
  add_owners(ratings.users, data.user_features);
  add_owners(ratings.users, data.implicit_feedback);
  add_owners(ratings.items, data.item_features);
  Model model;
  model.task = options.task;
  model.kind = options.model;
  model.loss = options.loss;
  model.clip = options.clip;
  model.low = stats.low;
  model.high = stats.high;
  model.user_ids = ratings.users;
  model.item_ids = ratings.items;
  model.history = make_history(ratings.rows, ratings.users.size());
  model.item_counts = count_items(model.history, ratings.items.size());
  model.options.merge(option_values(options));
  model.data = {{"rows", std::uint64_t(ratings.rows.size())},
                {"mean", stats.mean},
                {"std", stats.stddev},
                {"checksum", std::to_string(checksum(ratings))},
                {"has_time", ratings.has_time()}};
  for (const auto& [name, table] :
       {std::pair("user_features", &data.user_features), std::pair("item_features", &data.item_features),
        std::pair("implicit_feedback", &data.implicit_feedback)})
    if (*table) model.data[std::string(name) + "_checksum"] = std::to_string(checksum(**table));
  if (ratings.has_time()) model.data["last_time"] = *std::ranges::max_element(ratings.time);
  if (ratings.users.size() > users_with_ratings)
    model.data["users_without_ratings"] = ratings.users.size() - users_with_ratings;
  if (ratings.items.size() > items_with_ratings)
    model.data["items_without_ratings"] = ratings.items.size() - items_with_ratings;
  return model;
}

TrainingSet make_training_set(FactorizationData& data, const ValueStats& stats,
                              const FactorizationTrainOptions& options, Model& model) {
  Ratings& ratings = data.ratings;
  TrainingSet training_set{std::move(ratings.rows), ratings.users.size(), ratings.items.size(), stats};
  std::vector<const SideFeatureTable*> user_tables, item_tables;
  for (const auto* table : {&data.implicit_feedback, &data.user_features})
    if (*table) user_tables.push_back(&**table);
  if (data.item_features) item_tables.push_back(&*data.item_features);
  SideFeatureTable user_feedback, item_feedback, user_identity, user_intercept, item_intercept;
  if (options.implicit_feedback == "rated") {
    user_feedback =
        implicit_feedback_table(training_set.rows, &Rating::left, ratings.users, &Rating::right, ratings.items);
    user_tables.push_back(&user_feedback);
  }
  if (options.item_implicit_feedback) {
    item_feedback =
        implicit_feedback_table(training_set.rows, &Rating::right, ratings.items, &Rating::left, ratings.users);
    item_tables.push_back(&item_feedback);
  }
  if (!options.user_embeddings &&
      std::ranges::all_of(user_tables, [](const SideFeatureTable* table) { return table->bags.empty(); }))
    throw UsageError("users without embeddings need implicit feedback or features", "--user-embeddings no",
                     "add --implicit-feedback rated, --implicit-feedback SOURCE or --user-features SOURCE");
  const bool has_time_bins = options.time_bins > 0;
  if (has_time_bins && time_terms(options).contains("user")) {
    user_identity = identity_features(ratings.users);
    user_tables.push_back(&user_identity);
  }
  if (options.solver == "gibbs") {  // samples the common mean of the rows
    user_intercept = identity_features(ratings.users, true);
    item_intercept = identity_features(ratings.items, true);
    user_tables.push_back(&user_intercept);
    item_tables.push_back(&item_intercept);
  }
  if (!user_tables.empty()) training_set.user_side_features = make_side_features(user_tables, ratings.users);
  if (!item_tables.empty()) training_set.item_side_features = make_side_features(item_tables, ratings.items);
  if (has_time_bins) TimeEffectBuilder(ratings.time, options, training_set, model.time).fill();
  model.user_side_features = training_set.user_side_features;
  model.item_side_features = training_set.item_side_features;
  ratings = {};
  return training_set;
}

}  // namespace kinfold
