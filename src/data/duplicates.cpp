#include "data/duplicates.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "core/error.h"

namespace kinfold {
namespace {

// Row numbers of the users first ... last - 1, grouped by user.
std::vector<std::uint32_t> rows_of(const Ratings& ratings, const std::vector<std::uint64_t>& begin, std::size_t first,
                                   std::size_t last) {
  std::vector<std::uint32_t> rows(begin[last] - begin[first]);
  std::vector<std::uint64_t> next(begin.begin() + std::ptrdiff_t(first), begin.begin() + std::ptrdiff_t(last));
  for (std::uint32_t row = 0; row < ratings.rows.size(); ++row)
    if (const Id user = ratings.rows[row].left; first <= user && user < last)
      rows[next[user - first]++ - begin[first]] = row;
  return rows;
}

// All pairs (earlier row, later row) of consecutive rows with the same user and item. Works user by user, so that
// `last_row` needs one entry per item. Users are grouped into parts of about kRows rows, or 1/16 of all rows if that is
// more, which limits the memory for row numbers.
std::vector<std::pair<std::uint32_t, std::uint32_t>> repeated_pairs(const Ratings& ratings) {
  constexpr std::size_t kRows = 1 << 20, kMaxParts = 16;
  constexpr std::uint32_t kNone = ~std::uint32_t{0};
  const std::size_t users = ratings.users.size(), enough = std::max(kRows, ratings.rows.size() / kMaxParts);
  std::vector<std::uint64_t> begin(users + 1);
  for (const Rating& rating : ratings.rows) ++begin[rating.left + 1];
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<std::uint32_t> last_row(ratings.items.size(), kNone);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> repeated;
  for (std::size_t first = 0, last = 0; first < users; first = last) {
    while (last < users && begin[last] - begin[first] < enough) ++last;
    const std::vector<std::uint32_t> rows = rows_of(ratings, begin, first, last);
    for (std::size_t u = first; u < last; ++u) {
      const auto of_user = std::span(rows).subspan(begin[u] - begin[first], begin[u + 1] - begin[u]);
      for (const std::uint32_t row : of_user) {
        std::uint32_t& before = last_row[ratings.rows[row].right];
        if (before != kNone) repeated.emplace_back(before, row);
        before = row;
      }
      for (const std::uint32_t row : of_user) last_row[ratings.rows[row].right] = kNone;
    }
  }
  return repeated;
}

[[noreturn]] void throw_duplicates(const Ratings& ratings, std::size_t count, std::uint32_t row, bool missing_time) {
  const Rating& first = ratings.rows[row];
  throw Error(std::to_string(count) + " rows repeat a (user, item) pair, such as (" +
                  std::string(ratings.users[first.left]) + ", " + std::string(ratings.items[first.right]) + ")",
              "",
              std::string(missing_time ? "without a time column it is unknown which row is the last; " : "") +
                  "choose with --on-duplicate last|mean|sum" +
                  (missing_time ? " or name the time column with --columns time=NAME" : ""));
}

}  // namespace

std::size_t resolve_duplicates(Ratings& ratings, const std::string& policy) {
  const auto repeated = repeated_pairs(ratings);
  if (repeated.empty()) return 0;
  const bool missing_time = policy == "last" && !ratings.has_time();
  if (policy == "error" || missing_time) throw_duplicates(ratings, repeated.size(), repeated[0].second, missing_time);

  std::vector<std::uint8_t> keep(ratings.rows.size(), 1);
  std::vector<std::uint32_t> merged(policy == "mean" ? ratings.rows.size() : 0,
                                    1);  // number of rows merged into each row
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

  std::size_t count = 0;
  for (std::size_t i = 0; i < ratings.rows.size(); ++i) {
    if (!keep[i]) continue;
    ratings.rows[count] = ratings.rows[i];
    if (ratings.has_time()) ratings.time[count] = ratings.time[i];
    ++count;
  }
  ratings.rows.resize(count);
  if (ratings.has_time()) ratings.time.resize(count);
  return repeated.size();
}

}  // namespace kinfold
