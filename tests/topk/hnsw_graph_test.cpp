#include "topk/hnsw_graph.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/random.h"
#include "oracle/folder.h"

namespace kinfold {
namespace {

constexpr std::size_t kItems = 3000, kWidth = 16;

// Unit vectors, so that each is nearest to itself. The ids of the items are 7, 9, 11, ...
struct HnswFixture {
  std::vector<Id> items;
  Matrix vectors{kItems, kWidth};
  HnswFixture() {
    Random random(3);
    for (Id n = 0; n < kItems; ++n) {
      items.push_back(7 + 2 * n);
      double square = 0;
      for (float& x : vectors.row(n)) x = float(random.normal()), square += double(x) * x;
      for (float& x : vectors.row(n)) x /= float(std::sqrt(square));
    }
  }
  const float* row(Id item) const { return vectors[(item - 7) / 2]; }
  HnswGraph graph() {
    Pool pool(2);
    return {items, kWidth, [&](Id item, float* to) { std::copy_n(row(item), kWidth, to); }, {8, 60}, pool};
  }
};

std::vector<BFloat16> bf16(const float* row) {
  std::vector<BFloat16> all(kWidth);
  round_to_bfloat16(row, kWidth, all.data());
  return all;
}

TEST(HnswGraph, FindsEachItemByItsVector) {
  HnswFixture fixture;
  const HnswGraph graph = fixture.graph();
  int found = 0;
  for (const Id item : fixture.items) found += graph.search_knn(bf16(fixture.row(item)).data(), {1, 20})[0] == item;
  EXPECT_GT(found, int(0.99 * kItems));
}

// A file of a graph with two items. Tests change fields to make it invalid.
struct TwoItemFile {
  std::vector<BFloat16> vectors = std::vector<BFloat16>(2 * kWidth, 1);
  std::vector<Id> id{4, 5}, item{0, 1}, link{1, 0}, upper_item{1}, upper_link;
  std::vector<std::uint64_t> begin{0, 1, 2}, upper_begin{0, 0};

  void read() const {
    const oracle::Folder folder;
    TensorWriter file;
    file.add("vectors", std::span<const BFloat16>(vectors));
    file.add("id", std::span<const Id>(id));
    file.add("level0.item", std::span<const Id>(item));
    file.add("level0.begin", std::span<const std::uint64_t>(begin));
    file.add("level0.link", std::span<const Id>(link));
    file.add("level1.item", std::span<const Id>(upper_item));
    file.add("level1.begin", std::span<const std::uint64_t>(upper_begin));
    file.add("level1.link", std::span<const Id>(upper_link));
    file.write(folder / "pair", {});
    const HnswGraph graph(TensorReader(folder / "pair"), 6);
    EXPECT_EQ(graph.search_knn(vectors.data(), {2}).size(), 2u);
  }
};

TEST(HnswGraph, RefusesInvalidFiles) {
  TwoItemFile().read();
  const auto refused = [](auto change) {
    TwoItemFile file_content;
    change(file_content);
    EXPECT_THROW(file_content.read(), Error);
  };
  refused([](TwoItemFile& p) { p.id[1] = 6; });
  refused([](TwoItemFile& p) { p.id.push_back(1); });
  refused([](TwoItemFile& p) { p.link[0] = 2; });
  refused([](TwoItemFile& p) { p.begin = {0, 3, 2}; });
  refused([](TwoItemFile& p) { p.begin = {0, 2}; });
  refused([](TwoItemFile& p) { p.begin = {0, 1, 3}; });
  refused([](TwoItemFile& p) { p.item = {1, 0}; });
  refused([](TwoItemFile& p) { p.vectors.pop_back(); });
  refused([](TwoItemFile& p) { p.vectors.clear(); });
  refused([](TwoItemFile& p) { p.upper_item = {2}; });
  refused([](TwoItemFile& p) { p.upper_item.clear(), p.upper_begin = {0}; });
  refused([](TwoItemFile& p) { p.upper_link = {0}, p.upper_begin = {0, 1}; });
}

}  // namespace
}  // namespace kinfold
