#include "topk/hnsw_search.h"

#include <gtest/gtest.h>

#include <set>

#include "core/random.h"

namespace kinfold {
namespace {

// Items with a link to the next item and some random links.
struct HnswLayoutFixture {
  static constexpr std::size_t kCount = 500, kLinks = 6, kWidth = 32;
  HnswLayout items{kCount, kWidth, kLinks};
  Random random{5};

  HnswLayoutFixture() {
    for (Id n = 0; n < kCount; ++n) {
      std::vector<Id> links{Id((n + 1) % kCount)};
      while (links.size() < kLinks - n % 2) links.push_back(Id(random.below(kCount)));
      items.set_links(n, links);
      std::ranges::copy(vector(), items.vector(n));
    }
  }
  std::vector<BFloat16> vector() {
    std::vector<BFloat16> bf16(kWidth);
    for (BFloat16& x : bf16) x = round_to_bfloat16(float(random.normal()));
    return bf16;
  }
};

// The algorithm of the paper with two ordered sets, and with patience for the top items.
std::vector<Id> reference_search(const HnswLayout& items, const BFloat16* query, Id start,
                                 const HnswSearchOptions& options) {
  const auto distance_of = [&](Id n) { return std::pair(-dot(query, items.vector(n), items.width()), n); };
  std::set<std::pair<float, Id>> open{distance_of(start)}, best{distance_of(start)};
  std::set<Id> visited{start};
  std::size_t stale_steps = 0;
  const auto top = [&] {
    std::vector<Id> ids;
    for (const auto& [distance, n] : best)
      if (ids.size() < options.top) ids.push_back(n);
    return ids;
  };
  while (!open.empty() && (stale_steps < options.patience || best.size() < options.top)) {
    const auto [distance, n] = *open.begin();
    open.erase(open.begin());
    if (best.size() == options.ef && distance > best.rbegin()->first) break;
    const std::vector<Id> before = top();
    for (const Id other : items.links(n)) {
      if (!visited.insert(other).second || (best.size() == options.ef && distance_of(other) > *best.rbegin())) continue;
      open.insert(distance_of(other)), best.insert(distance_of(other));
      if (best.size() > options.ef) best.erase(std::prev(best.end()));
    }
    stale_steps = top() == before ? stale_steps + 1 : 0;
  }
  std::vector<Id> ids;
  for (const auto& [distance, n] : best) ids.push_back(n);
  return ids;
}

TEST(HnswSearch, MatchesTheAlgorithmOfThePaper) {
  HnswLayoutFixture fixture;
  for (const HnswSearchOptions options :
       {HnswSearchOptions{1, 1}, {1, 5}, {7, 40}, {3, 40, 4}, {20, 400, 2}, {60, 499, 3}, {1, 500}, {9, 500, 0}})
    for (int n = 0; n < 20; ++n) {
      const std::vector<BFloat16> query = fixture.vector();
      const Id start = Id(fixture.random.below(HnswLayoutFixture::kCount));
      EXPECT_EQ(search_layer(fixture.items, query.data(), start, options),
                reference_search(fixture.items, query.data(), start, options));
    }
}

TEST(HnswSearch, VisitsAllItemsIfAllAreRequested) {
  HnswLayoutFixture fixture;
  const std::vector<BFloat16> query = fixture.vector();
  for (const HnswSearchOptions& options :
       {HnswSearchOptions{1, HnswLayoutFixture::kCount}, HnswSearchOptions{HnswLayoutFixture::kCount, 1, 0}}) {
    const std::vector<Id> all = search_layer(fixture.items, query.data(), 7, options);
    EXPECT_EQ(std::set<Id>(all.begin(), all.end()).size(), HnswLayoutFixture::kCount);
  }
}

}  // namespace
}  // namespace kinfold
