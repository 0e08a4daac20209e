#include "data/duplicates.h"

#include <algorithm>

#include "core/error.h"

namespace kinfold {
namespace {

// For each row the previous row of the same pair, or itself where there is none; visits a user at a time, so that the
// table of last places stays as small as the number of items.
std::vector<std::pair<std::uint32_t, std::uint32_t>> repeated_pairs(const Ratings& ratings) {
  const RowsByLeft by_user = rows_by_left(ratings.rows, ratings.users.size());
  constexpr std::uint32_t kNone = ~std::uint32_t{0};
  std::vector<std::uint32_t> place(ratings.items.size(), kNone);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> repeated;  // (earlier row, later row)
  for (std::size_t u = 0; u + 1 < by_user.begin.size(); ++u) {
    const auto begin = by_user.row.begin() + std::ptrdiff_t(by_user.begin[u]);
    const auto end = by_user.row.begin() + std::ptrdiff_t(by_user.begin[u + 1]);
    for (auto row = begin; row != end; ++row) {
      std::uint32_t& last = place[ratings.rows[*row].right];
      if (last != kNone) repeated.emplace_back(last, *row);
      last = *row;
    }
    for (auto row = begin; row != end; ++row) place[ratings.rows[*row].right] = kNone;
  }
  return repeated;
}

[[noreturn]] void refuse(const Ratings& ratings, std::size_t count, std::uint32_t row, bool for_lack_of_time) {
  const Rating& first = ratings.rows[row];
  throw Error(std::to_string(count) + " rows repeat a (user, item) pair, such as (" +
                  std::string(ratings.users[first.left]) + ", " + std::string(ratings.items[first.right]) + ")",
              "",
              std::string(for_lack_of_time ? "without a time column the last one is not known; " : "") +
                  "choose with --on-duplicate last|mean|sum" +
                  (for_lack_of_time ? " or name the time column with --columns time=NAME" : ""));
}

}  // namespace

std::size_t resolve_duplicates(Ratings& ratings, const std::string& policy) {
  const auto repeated = repeated_pairs(ratings);
  if (repeated.empty()) return 0;
  const bool timeless = policy == "last" && !ratings.has_time();
  if (policy == "error" || timeless) refuse(ratings, repeated.size(), repeated[0].second, timeless);

  std::vector<std::uint8_t> keep(ratings.rows.size(), 1);
  std::vector<std::uint32_t> merged(policy == "mean" ? ratings.rows.size() : 0, 1);  // rows that went into this one
  for (const auto& [earlier, later] : repeated) {
    Rating &from = ratings.rows[earlier], &to = ratings.rows[later];
    keep[earlier] = 0;
    if (policy == "last" && ratings.time[earlier] > ratings.time[later]) to.value = from.value;
    if (policy == "sum") to.value += from.value;
    if (policy == "mean") {
      const float count = float(merged[earlier]);
      to.value = (from.value * count + to.value) / (count + 1);
      merged[later] = merged[earlier] + 1;
    }
    if (ratings.has_time()) ratings.time[later] = std::max(ratings.time[earlier], ratings.time[later]);
  }

  std::size_t kept = 0;
  for (std::size_t i = 0; i < ratings.rows.size(); ++i) {
    if (!keep[i]) continue;
    ratings.rows[kept] = ratings.rows[i];
    if (ratings.has_time()) ratings.time[kept] = ratings.time[i];
    ++kept;
  }
  ratings.rows.resize(kept);
  if (ratings.has_time()) ratings.time.resize(kept);
  return repeated.size();
}

}  // namespace kinfold
