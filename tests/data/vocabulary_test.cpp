#include <gtest/gtest.h>

#include <map>

#include "core/random.h"
#include "data/ratings.h"

namespace kinfold {
namespace {

std::string random_id(Random& random) {
  std::string id(random.below(20), '\0');
  for (char& c : id) c = char(random.below(4) * 60);  // includes NUL; few letters, so many similar ids
  return id;
}

TEST(Vocabulary, KeepsAnyBytesInOrderOfAppearance) {
  Random random(1);
  Vocabulary ids;
  std::map<std::string, Id> oracle;
  for (int i = 0; i < 100'000; ++i) {
    const std::string id = random_id(random);
    const auto [entry, is_new] = oracle.emplace(id, Id(oracle.size()));
    ASSERT_EQ(ids.add(id), entry->second);
  }
  ASSERT_EQ(ids.size(), oracle.size());
  for (const auto& [id, row] : oracle) {
    ASSERT_EQ(ids.find(id), row);
    ASSERT_EQ(ids[row], id);
  }
  EXPECT_FALSE(ids.find("not there").has_value());
}

TEST(Vocabulary, SuggestsSimilarIds) {
  Vocabulary ids;
  for (const char* id : {"alice", "alicia", "bob"}) ids.add(id);
  EXPECT_EQ(ids.closest_to("alise").at(0), "alice");
}

Ratings tiny() {
  Ratings r;
  for (const char* user : {"a", "b", "a", "c", "b"}) r.rows.push_back({r.users.add(user), r.items.add("x"), 1});
  return r;
}

TEST(Ratings, RowsByLeftKeepsTheOrder) {
  const RowsByLeft by = rows_by_left(tiny().rows, 3);
  EXPECT_EQ(by.begin, (std::vector<std::uint64_t>{0, 2, 4, 5}));
  EXPECT_EQ(by.row, (std::vector<std::uint32_t>{0, 2, 1, 4, 3}));
}

TEST(Ratings, TranslateMarksUnseenIds) {
  Vocabulary users, items;
  users.add("c");
  users.add("a");
  items.add("x");
  const auto rows = translate(tiny(), users, items);
  EXPECT_EQ(rows[0], (Rating{1, 0, 1}));
  EXPECT_EQ(rows[1], (Rating{kUnseen, 0, 1}));
  EXPECT_EQ(rows[3], (Rating{0, 0, 1}));
}

TEST(Ratings, ChecksumDependsOnValuesOrderIdsAndTimes) {
  const std::uint64_t sum = checksum(tiny());
  EXPECT_EQ(checksum(tiny()), sum);
  Ratings value = tiny(), order = tiny(), id = tiny(), time = tiny();
  value.rows[1].value = 2;
  std::swap(order.rows[0], order.rows[1]);
  id.items.add("y");
  time.time.assign(5, 0);
  for (const Ratings* changed : {&value, &order, &id, &time}) EXPECT_NE(checksum(*changed), sum);
}

}  // namespace
}  // namespace kinfold
