#include "data/split.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "core/random.h"
#include "data/folds.h"

namespace kinfold {
namespace {

std::string name_of(const std::string& text) { return text.substr(0, text.find(':')); }

void require_time(const Ratings& ratings, const SplitStrategy& strategy) {
  if (!ratings.has_time())
    throw Error("the split '" + strategy.name + "' needs times, but the source has none", "",
                "name the time column with --columns time=NAME, or use the split random or per-user");
}

std::vector<std::uint8_t> random_split(const Ratings& ratings, double fraction, std::uint64_t seed) {
  Random random(seed, {0x5911});
  std::vector<std::uint8_t> marks(ratings.rows.size());
  const auto order = random.permutation(marks.size());
  const std::size_t held_out = std::size_t(std::llround(fraction * double(marks.size())));
  for (std::size_t i = 0; i < held_out; ++i) marks[order[i]] = 1;
  return marks;
}

// Marks the last count(n) of each user's n rows. Rows are ordered by time, or randomly if there are no times.
template <class Count>
std::vector<std::uint8_t> per_user_split(const Ratings& ratings, std::uint64_t seed, Count count) {
  std::vector<std::uint8_t> marks(ratings.rows.size());
  const RowsByLeft by_left = rows_by_left(ratings.rows, ratings.users.size());
  for (std::size_t u = 0; u + 1 < by_left.begin.size(); ++u) {
    std::vector<std::uint32_t> rows(by_left.row.begin() + std::ptrdiff_t(by_left.begin[u]),
                                    by_left.row.begin() + std::ptrdiff_t(by_left.begin[u + 1]));
    if (ratings.has_time())
      std::ranges::stable_sort(rows, {}, [&](std::uint32_t row) { return ratings.time[row]; });
    else
      Random(seed, {0x9e4, u}).shuffle(rows);
    for (std::size_t i = rows.size() - count(rows.size()); i < rows.size(); ++i) marks[rows[i]] = 1;
  }
  return marks;
}

std::vector<std::uint8_t> temporal_split(const Ratings& ratings, double fraction) {
  std::vector<double> sorted = ratings.time;
  const std::size_t cut = sorted.size() - std::size_t(std::llround(fraction * double(sorted.size())));
  std::vector<std::uint8_t> marks(sorted.size());
  if (cut >= sorted.size()) return marks;
  std::nth_element(sorted.begin(), sorted.begin() + std::ptrdiff_t(cut), sorted.end());
  for (std::size_t i = 0; i < marks.size(); ++i) marks[i] = ratings.time[i] >= sorted[cut];
  return marks;
}

std::vector<std::uint8_t> k_fold_split(const Ratings& ratings, std::size_t folds, std::uint64_t seed) {
  std::vector<std::uint8_t> marks(ratings.rows.size());
  const auto order = Random(seed, {0xf01d}).permutation(marks.size());
  for (std::size_t i = 0; i < order.size(); ++i) marks[order[i]] = std::uint8_t(i % folds);
  return marks;
}

}  // namespace

bool is_split_strategy(const std::string& text) {
  return std::ranges::find(kSplitStrategies, name_of(text)) != kSplitStrategies.end();
}

SplitStrategy parse_split_strategy(const std::string& text) {
  SplitStrategy strategy{name_of(text), 0};
  if (!is_split_strategy(text))
    throw UsageError("unknown split '" + strategy.name + "'", text, known_choices(strategy.name, kSplitStrategies));
  if (strategy.name == "k-fold" || strategy.name == "rolling") return {strategy.name, double(num_folds(text))};
  const bool counts = strategy.name == "leave-last-out";
  const std::string amount = text.find(':') == std::string::npos ? "" : text.substr(text.find(':') + 1);
  std::size_t used = 0;
  try {
    strategy.amount = amount.empty() ? (counts ? 1 : 0.1) : std::stod(amount, &used);
  } catch (const std::exception&) {
    used = amount.size() + 1;
  }
  const bool whole = strategy.amount == std::floor(strategy.amount);
  const bool fits =
      counts ? whole && strategy.amount >= 1 && strategy.amount <= 255 : strategy.amount > 0 && strategy.amount < 1;
  if (used != amount.size() || !fits)
    throw UsageError("invalid amount '" + amount + "' for the split '" + strategy.name + "'", text,
                     counts ? "use a whole number from 1 to 255, such as " + strategy.name + ":5"
                            : "use a fraction between 0 and 1, such as " + strategy.name + ":0.1");
  return strategy;
}

std::vector<std::uint8_t> split_ratings(const Ratings& ratings, const SplitStrategy& strategy, std::uint64_t seed) {
  if (strategy.name == "temporal" || strategy.name == "leave-last-out" || strategy.name == "rolling")
    require_time(ratings, strategy);
  if (strategy.name == "temporal") return temporal_split(ratings, strategy.amount);
  if (strategy.name == "rolling") return time_windows(ratings.time, std::size_t(strategy.amount));
  if (strategy.name == "k-fold") return k_fold_split(ratings, std::size_t(strategy.amount), seed);
  if (strategy.name == "leave-last-out") {
    const auto last = std::size_t(strategy.amount);
    return per_user_split(ratings, seed, [last](std::size_t n) { return n > last ? last : 0; });
  }
  if (strategy.name == "per-user") {
    const double fraction = strategy.amount;
    return per_user_split(ratings, seed, [fraction](std::size_t n) {
      return std::min(n - 1, std::size_t(std::llround(fraction * double(n))));
    });
  }
  return random_split(ratings, strategy.amount, seed);
}

Coverage coverage(const Ratings& train, const Ratings& held_out) {
  std::vector<std::uint8_t> users(train.users.size()),
      items(train.items.size());  // bit 1: in training, bit 2: held out
  for (const Rating& r : train.rows) users[r.left] |= 1, items[r.right] |= 1;
  Coverage result;
  result.rows = held_out.rows.size();
  for (const Rating& r : held_out.rows) {
    users[r.left] |= 2, items[r.right] |= 2;
    result.cold_rows += !(users[r.left] & 1) || !(items[r.right] & 1);
  }
  for (std::uint8_t mark : users) result.users += mark >> 1, result.cold_users += mark == 2;
  for (std::uint8_t mark : items) result.items += mark >> 1, result.cold_items += mark == 2;
  if (train.has_time() && held_out.has_time() && !held_out.time.empty()) {
    const double first = *std::ranges::min_element(held_out.time);
    result.lookahead_rows = std::size_t(std::ranges::count_if(train.time, [first](double t) { return t > first; }));
  }
  return result;
}

}  // namespace kinfold
