#include "topk/hnsw_layout.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace kinfold {
namespace {

TEST(HnswLayout, StoresVectorsAndLinks) {
  HnswLayout items(3, 16, 2);
  for (Id n = 0; n < 3; ++n) {
    std::fill_n(items.vector(n), 16, BFloat16(n + 1));
    items.set_links(n, std::vector<Id>{n + 10, n + 20});
  }
  items.set_links(1, {});
  for (Id n = 0; n < 3; ++n) {
    EXPECT_EQ(std::count(items.vector(n), items.vector(n) + 16, BFloat16(n + 1)), 16);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(items.vector(n)) % 64, 0u);
  }
  EXPECT_TRUE(std::ranges::equal(items.links(0), std::vector<Id>{10, 20}));
  EXPECT_TRUE(items.links(1).empty());
  EXPECT_TRUE(std::ranges::equal(items.links(2), std::vector<Id>{12, 22}));
}

TEST(HnswLayout, DepthFirstOrderIsComplete) {
  HnswLayout items(6, 16, 3);
  items.set_links(0, std::vector<Id>{3, 1});
  items.set_links(3, std::vector<Id>{0, 5});
  items.set_links(5, std::vector<Id>{1});
  items.set_links(4, std::vector<Id>{2, 0});
  EXPECT_EQ(depth_first_order(items), (std::vector<Id>{0, 3, 5, 1, 2, 4}));
  EXPECT_TRUE(depth_first_order(HnswLayout()).empty());
}

}  // namespace
}  // namespace kinfold
