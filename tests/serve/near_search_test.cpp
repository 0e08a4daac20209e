#include "serve/near_search.h"

#include <gtest/gtest.h>

#include <set>

#include "core/random.h"

namespace kinfold {
namespace {

// Items with links to the next one and to some anywhere.
struct LinkedWorld {
  static constexpr std::size_t kCount = 500, kLinks = 6, kWidth = 32;
  LinkedItems items{kCount, kWidth, kLinks};
  Random random{5};

  LinkedWorld() {
    for (Id n = 0; n < kCount; ++n) {
      std::vector<Id> links{Id((n + 1) % kCount)};
      while (links.size() < kLinks - n % 2) links.push_back(Id(random.below(kCount)));
      items.set_links(n, links);
      std::ranges::copy(vector(), items.vector(n));
    }
  }
  std::vector<Half> vector() {
    std::vector<Half> halves(kWidth);
    for (Half& half : halves) half = nearest_half(float(random.normal()));
    return halves;
  }
};

// As the paper tells it, with two ordered sets, and an eye on those that are wanted.
std::vector<Id> slowly(const LinkedItems& items, const Half* query, Id start, const NearRule& rule) {
  const auto near = [&](Id n) { return std::pair(-dot(query, items.vector(n), items.width()), n); };
  std::set<std::pair<float, Id>> open{near(start)}, best{near(start)};
  std::set<Id> met{start};
  std::size_t idle = 0;
  const auto wanted = [&] {
    std::vector<Id> ids;
    for (const auto& [distance, n] : best)
      if (ids.size() < rule.wanted) ids.push_back(n);
    return ids;
  };
  while (!open.empty() && (idle < rule.patience || best.size() < rule.wanted)) {
    const auto [distance, n] = *open.begin();
    open.erase(open.begin());
    if (best.size() == rule.breadth && distance > best.rbegin()->first) break;
    const std::vector<Id> before = wanted();
    for (const Id other : items.links(n)) {
      if (!met.insert(other).second || (best.size() == rule.breadth && near(other) > *best.rbegin())) continue;
      open.insert(near(other)), best.insert(near(other));
      if (best.size() > rule.breadth) best.erase(std::prev(best.end()));
    }
    idle = wanted() == before ? idle + 1 : 0;
  }
  std::vector<Id> ids;
  for (const auto& [distance, n] : best) ids.push_back(n);
  return ids;
}

TEST(NearSearch, FindsWhatThePapersOwnWayFinds) {
  LinkedWorld world;
  for (const NearRule rule :
       {NearRule{1, 1}, {1, 5}, {7, 40}, {3, 40, 4}, {20, 400, 2}, {60, 499, 3}, {1, 500}, {9, 500, 0}})
    for (int n = 0; n < 20; ++n) {
      const std::vector<Half> query = world.vector();
      const Id start = Id(world.random.below(LinkedWorld::kCount));
      EXPECT_EQ(search_near(world.items, query.data(), start, rule), slowly(world.items, query.data(), start, rule));
    }
}

TEST(NearSearch, MeetsAllWhereAllAreWanted) {
  LinkedWorld world;
  const std::vector<Half> query = world.vector();
  for (const NearRule& rule : {NearRule{1, LinkedWorld::kCount}, NearRule{LinkedWorld::kCount, 1, 0}}) {
    const std::vector<Id> all = search_near(world.items, query.data(), 7, rule);
    EXPECT_EQ(std::set<Id>(all.begin(), all.end()).size(), LinkedWorld::kCount);
  }
}

}  // namespace
}  // namespace kinfold
