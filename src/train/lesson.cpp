#include "train/lesson.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

#include "train/registry.h"

namespace kinfold {
namespace {

void add_owners(Vocabulary& ids, const std::optional<TraitTable>& table) {
  if (!table) return;
  for (Id owner = 0; owner < table->owners.size(); ++owner) ids.add(table->owners[owner]);
}

// One trait for each row, or for all rows the same: "user=17", "everyone".
TraitTable themselves(const Vocabulary& ids, bool all_alike = false) {
  TraitTable table;
  table.owners = ids;
  for (Id row = 0; row < ids.size(); ++row) {
    const std::string id = all_alike ? std::string(kCommonTrait) : std::string(kOwnTrait) + std::string(ids[row]);
    table.bags.add(table.ids.add(id), 1);
    table.bags.close();
  }
  return table;
}

std::set<std::string> time_terms(const Options& options) {
  std::set<std::string> terms;
  const std::string& text = options.time_terms;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string term = text.substr(begin, end - begin);
    if (std::ranges::find(kTimeTerms, term) == kTimeTerms.end())
      throw UsageError("unknown term '" + term + "'", "--time-terms", known_choices(term, kTimeTerms));
    terms.insert(term);
    begin = end + 1;
  }
  return terms;
}

// Terms of the time of each example; `time` of the model is filled in so far as it does not need learning.
class TimeLesson {
 public:
  TimeLesson(const std::vector<double>& times, const Options& options, Lesson& lesson, TimeEffects& time)
      : times_(times), terms_(time_terms(options)), lesson_(lesson), time_(time) {
    if (times.empty())
      throw Error("the ratings have no times", "--time-bins",
                  "name the time column with --columns time=NAME, or leave --time-bins out");
    const std::size_t bins = std::size_t(options.time_bins);
    time_.bins = options.time_binning == "width" ? equal_width(times, bins) : equal_count(times, bins);
    if (time_.bins.count() < 2 || one_bin())
      throw Error("all ratings fall into one time bin", "--time-bins " + std::to_string(bins),
                  "their times are alike: use --time-binning count, or leave --time-bins out");
  }

  void fill() {
    if (terms_.contains("item")) add_item_bins();
    if (terms_.contains("drift")) add_drift();
    if (terms_.contains("day")) add_days();
    if (terms_.contains("user")) add_user_rows();  // renames the examples' users, and so comes last
  }

 private:
  bool one_bin() const {
    return std::ranges::all_of(times_, [&](double t) { return time_.bins(t) == time_.bins(times_[0]); });
  }

  void add_item_bins() {
    Effect effect{"item-bin", {}, {}, std::vector<float>(lesson_.items * time_.bins.count())};
    for (std::size_t n = 0; n < lesson_.rows.size(); ++n)
      effect.group.push_back(std::uint32_t(lesson_.rows[n].right * time_.bins.count() + time_.bins(times_[n])));
    lesson_.effects.push_back(std::move(effect));
  }

  void add_drift() {
    std::vector<double> sum(lesson_.users), count(lesson_.users);
    for (std::size_t n = 0; n < lesson_.rows.size(); ++n) {
      sum[lesson_.rows[n].left] += times_[n];
      ++count[lesson_.rows[n].left];
    }
    for (std::size_t u = 0; u < lesson_.users; ++u) time_.mean_time.push_back(count[u] > 0 ? sum[u] / count[u] : 0);
    Effect effect{"drift", {}, {}, std::vector<float>(lesson_.users)};
    for (std::size_t n = 0; n < lesson_.rows.size(); ++n) {
      const Id user = lesson_.rows[n].left;
      effect.group.push_back(user);
      effect.weight.push_back(float(deviation_of_time(times_[n], time_.mean_time[user])));
    }
    lesson_.effects.push_back(std::move(effect));
  }

  // Numbers of keys among the sorted distinct ones.
  static std::vector<std::uint32_t> number(const std::vector<std::uint64_t>& keys, std::vector<std::uint64_t>& sorted) {
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
    for (std::size_t n = 0; n < lesson_.rows.size(); ++n)
      keys.push_back(time_key(lesson_.rows[n].left, day_of(times_[n])));
    Effect effect{"day", number(keys, time_.day_key), {}, {}};
    effect.value.resize(time_.day_key.size());
    lesson_.effects.push_back(std::move(effect));
  }

  // A row for each (user, bin), behind the users' own; both carry the user's traits, the user among them.
  void add_user_rows() {
    std::vector<std::uint64_t> keys;
    for (std::size_t n = 0; n < lesson_.rows.size(); ++n)
      keys.push_back(time_key(lesson_.rows[n].left, time_.bins(times_[n])));
    const std::vector<std::uint32_t> at = number(keys, time_.row_key);
    for (std::size_t n = 0; n < keys.size(); ++n) lesson_.rows[n].left = Id(lesson_.users + at[n]);
    Bags& bags = lesson_.user_traits.bags;
    for (std::size_t k = 0; k < time_.row_key.size(); ++k) {
      const Id user = Id(time_.row_key[k] >> 32);
      time_.row.push_back(Id(lesson_.users + k));
      for (std::uint64_t n = bags.begin[user]; n < bags.begin[user + 1]; ++n) bags.add(bags.member[n], bags.weight[n]);
      bags.close();
    }
    lesson_.users += time_.row.size();
  }

  const std::vector<double>& times_;
  std::set<std::string> terms_;
  Lesson& lesson_;
  TimeEffects& time_;
};

}  // namespace

std::string plain_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

Model blank_model(Data& data, const ValueFacts& facts, const Options& options) {
  Ratings& ratings = data.ratings;
  const std::size_t rated_users = ratings.users.size(), rated_items = ratings.items.size();
  add_owners(ratings.users, data.user_features);
  add_owners(ratings.users, data.histories);
  add_owners(ratings.items, data.item_features);
  Model model;
  model.task = options.task;
  model.kind = options.model;
  model.loss = options.loss;
  model.clip = options.clip;
  model.low = facts.low;
  model.high = facts.high;
  model.user_ids = ratings.users;
  model.item_ids = ratings.items;
  model.history = make_history(ratings.rows, ratings.users.size());
  model.item_counts = count_items(model.history, ratings.items.size());
  for (const auto& [name, value] : options.identity()) model.options[name] = value;
  model.data = {{"rows", std::to_string(ratings.rows.size())},
                {"mean", plain_number(facts.mean)},
                {"deviation", plain_number(facts.deviation)},
                {"checksum", std::to_string(checksum(ratings))},
                {"timed", ratings.has_time() ? "yes" : "no"}};
  for (const auto& [name, table] :
       {std::pair("user features", &data.user_features), std::pair("item features", &data.item_features),
        std::pair("histories", &data.histories)})
    if (*table) model.data[std::string(name) + " checksum"] = std::to_string(checksum(**table));
  if (ratings.has_time()) model.data["last time"] = plain_number(*std::ranges::max_element(ratings.time));
  if (ratings.users.size() > rated_users)
    model.data["users without ratings"] = std::to_string(ratings.users.size() - rated_users);
  if (ratings.items.size() > rated_items)
    model.data["items without ratings"] = std::to_string(ratings.items.size() - rated_items);
  return model;
}

Lesson make_lesson(Data& data, const ValueFacts& facts, const Options& options, Model& model) {
  Ratings& ratings = data.ratings;
  Lesson lesson{std::move(ratings.rows), ratings.users.size(), ratings.items.size(), facts};
  std::vector<const TraitTable*> of_users, of_items;
  for (const auto* table : {&data.histories, &data.user_features})
    if (*table) of_users.push_back(&**table);
  if (data.item_features) of_items.push_back(&*data.item_features);
  TraitTable rated, raters, own, all_users, all_items;
  if (options.histories == "rated") {
    rated = partners(lesson.rows, &Rating::left, ratings.users, &Rating::right, ratings.items);
    of_users.push_back(&rated);
  }
  if (options.raters) {
    raters = partners(lesson.rows, &Rating::right, ratings.items, &Rating::left, ratings.users);
    of_items.push_back(&raters);
  }
  if (!options.own_vectors &&
      std::ranges::all_of(of_users, [](const TraitTable* table) { return table->bags.empty(); }))
    throw UsageError("users without vectors of their own need a history or features", "--own-vectors no",
                     "add --histories rated, --histories SOURCE or --user-features SOURCE");
  const bool timed = options.time_bins > 0;
  if (timed && time_terms(options).contains("user")) {
    own = themselves(ratings.users);
    of_users.push_back(&own);
  }
  if (options.solver == "gibbs") {  // the rows' common mean, which is sampled too
    all_users = themselves(ratings.users, true);
    all_items = themselves(ratings.items, true);
    of_users.push_back(&all_users);
    of_items.push_back(&all_items);
  }
  if (!of_users.empty()) lesson.user_traits = make_traits(of_users, ratings.users);
  if (!of_items.empty()) lesson.item_traits = make_traits(of_items, ratings.items);
  if (timed) TimeLesson(ratings.time, options, lesson, model.time).fill();
  model.user_traits = lesson.user_traits;
  model.item_traits = lesson.item_traits;
  ratings = {};
  return lesson;
}

}  // namespace kinfold
