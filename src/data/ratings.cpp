#include "data/ratings.h"

#include "data/checksum.h"

namespace kinfold {

RowsByLeft rows_by_left(const std::vector<Rating>& rows, std::size_t lefts) {
  RowsByLeft result{std::vector<std::uint64_t>(lefts + 1), std::vector<std::uint32_t>(rows.size())};
  for (const Rating& rating : rows) ++result.begin[rating.left + 1];
  for (std::size_t u = 0; u < lefts; ++u) result.begin[u + 1] += result.begin[u];
  std::vector<std::uint64_t> next(result.begin.begin(), result.begin.end() - 1);
  for (std::uint32_t i = 0; i < rows.size(); ++i) result.row[next[rows[i].left]++] = i;
  return result;
}

std::vector<Rating> translate(const Ratings& ratings, const Vocabulary& users, const Vocabulary& items) {
  const std::vector<Id> user = lookup_ids(users, ratings.users), item = lookup_ids(items, ratings.items);
  std::vector<Rating> rows = ratings.rows;
  for (Rating& rating : rows) rating = {user[rating.left], item[rating.right], rating.value};
  return rows;
}

Ratings select(const Ratings& ratings, const std::vector<std::uint8_t>& marks, std::uint8_t part) {
  Ratings result;
  result.users = ratings.users;
  result.items = ratings.items;
  for (std::size_t i = 0; i < ratings.rows.size(); ++i) {
    if (marks[i] != part) continue;
    result.rows.push_back(ratings.rows[i]);
    if (ratings.has_time()) result.time.push_back(ratings.time[i]);
  }
  return result;
}

Ratings select_reindexed(const Ratings& ratings, const std::vector<std::uint8_t>& marks, std::uint8_t part) {
  Ratings result;
  for (std::size_t i = 0; i < ratings.rows.size(); ++i) {
    if (marks[i] != part) continue;
    const Rating& r = ratings.rows[i];
    result.rows.push_back({result.users.add(ratings.users[r.left]), result.items.add(ratings.items[r.right]), r.value});
    if (ratings.has_time()) result.time.push_back(ratings.time[i]);
  }
  return result;
}

std::uint64_t checksum(const Ratings& ratings) {
  Checksum sum;
  sum.add(ratings.rows).add(ratings.time).add(ratings.users).add(ratings.items);
  return sum.value();
}

}  // namespace kinfold
