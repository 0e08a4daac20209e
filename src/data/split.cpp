#include "data/split.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "core/random.h"
#include "data/rounds.h"

namespace kinfold {
namespace {

std::string name_of(const std::string& text) { return text.substr(0, text.find(':')); }

void need_time(const Ratings& ratings, const SplitRule& rule) {
  if (!ratings.has_time())
    throw Error("a split by '" + rule.by + "' needs times, and this source has none", "",
                "name the time column with --columns time=NAME, or split by random or per-user");
}

std::vector<std::uint8_t> by_random(const Ratings& ratings, double share, std::uint64_t seed) {
  Random random(seed, {0x5911});
  std::vector<std::uint8_t> marks(ratings.rows.size());
  const auto order = random.permutation(marks.size());
  const std::size_t withheld = std::size_t(std::llround(share * double(marks.size())));
  for (std::size_t i = 0; i < withheld; ++i) marks[order[i]] = 1;
  return marks;
}

// Marks the last `count(n)` of each user's n rows, ordered by time or at random.
template <class Count>
std::vector<std::uint8_t> by_user(const Ratings& ratings, std::uint64_t seed, Count count) {
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

std::vector<std::uint8_t> by_time(const Ratings& ratings, double share) {
  std::vector<double> sorted = ratings.time;
  const std::size_t cut = sorted.size() - std::size_t(std::llround(share * double(sorted.size())));
  std::vector<std::uint8_t> marks(sorted.size());
  if (cut >= sorted.size()) return marks;
  std::nth_element(sorted.begin(), sorted.begin() + std::ptrdiff_t(cut), sorted.end());
  for (std::size_t i = 0; i < marks.size(); ++i) marks[i] = ratings.time[i] >= sorted[cut];
  return marks;
}

std::vector<std::uint8_t> by_fold(const Ratings& ratings, std::size_t folds, std::uint64_t seed) {
  std::vector<std::uint8_t> marks(ratings.rows.size());
  const auto order = Random(seed, {0xf01d}).permutation(marks.size());
  for (std::size_t i = 0; i < order.size(); ++i) marks[order[i]] = std::uint8_t(i % folds);
  return marks;
}

}  // namespace

bool is_split_rule(const std::string& text) {
  return std::ranges::find(kSplitRules, name_of(text)) != kSplitRules.end();
}

SplitRule parse_split_rule(const std::string& text) {
  SplitRule rule{name_of(text), 0};
  if (!is_split_rule(text))
    throw UsageError("unknown split '" + rule.by + "'", text, known_choices(rule.by, kSplitRules));
  if (rule.by == "k-fold" || rule.by == "rolling") return {rule.by, double(rounds_of(text))};
  const bool counts = rule.by == "leave-last-out";
  const std::string amount = text.find(':') == std::string::npos ? "" : text.substr(text.find(':') + 1);
  std::size_t used = 0;
  try {
    rule.amount = amount.empty() ? (counts ? 1 : 0.1) : std::stod(amount, &used);
  } catch (const std::exception&) {
    used = amount.size() + 1;
  }
  const bool whole = rule.amount == std::floor(rule.amount);
  const bool fits = counts ? whole && rule.amount >= 1 && rule.amount <= 255 : rule.amount > 0 && rule.amount < 1;
  if (used != amount.size() || !fits)
    throw UsageError("'" + amount + "' does not fit the split '" + rule.by + "'", text,
                     counts ? "give a whole number, such as " + rule.by + ":5"
                            : "give a share between 0 and 1, such as " + rule.by + ":0.1");
  return rule;
}

std::vector<std::uint8_t> split_marks(const Ratings& ratings, const SplitRule& rule, std::uint64_t seed) {
  if (rule.by == "temporal" || rule.by == "leave-last-out" || rule.by == "rolling") need_time(ratings, rule);
  if (rule.by == "temporal") return by_time(ratings, rule.amount);
  if (rule.by == "rolling") return time_windows(ratings.time, std::size_t(rule.amount));
  if (rule.by == "k-fold") return by_fold(ratings, std::size_t(rule.amount), seed);
  if (rule.by == "leave-last-out") {
    const auto last = std::size_t(rule.amount);
    return by_user(ratings, seed, [last](std::size_t n) { return n > last ? last : 0; });
  }
  if (rule.by == "per-user") {
    const double share = rule.amount;
    return by_user(ratings, seed,
                   [share](std::size_t n) { return std::min(n - 1, std::size_t(std::llround(share * double(n)))); });
  }
  return by_random(ratings, rule.amount, seed);
}

Coverage coverage(const Ratings& train, const Ratings& withheld) {
  std::vector<std::uint8_t> users(train.users.size()), items(train.items.size());  // 1: trained on, 2: withheld
  for (const Rating& r : train.rows) users[r.left] |= 1, items[r.right] |= 1;
  Coverage result;
  result.rows = withheld.rows.size();
  for (const Rating& r : withheld.rows) {
    users[r.left] |= 2, items[r.right] |= 2;
    result.cold_rows += !(users[r.left] & 1) || !(items[r.right] & 1);
  }
  for (std::uint8_t mark : users) result.users += mark >> 1, result.cold_users += mark == 2;
  for (std::uint8_t mark : items) result.items += mark >> 1, result.cold_items += mark == 2;
  if (train.has_time() && withheld.has_time() && !withheld.time.empty()) {
    const double first = *std::ranges::min_element(withheld.time);
    result.looks_ahead = std::size_t(std::ranges::count_if(train.time, [first](double t) { return t > first; }));
  }
  return result;
}

}  // namespace kinfold
