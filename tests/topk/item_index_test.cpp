#include "topk/item_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/error.h"
#include "core/random.h"
#include "oracle/folder.h"
#include "topk/top_k.h"

namespace kinfold {
namespace {

// Clustered items with very different norms and with biases; every seventh is excluded.
struct Items {
  Matrix vectors{4000, 20};
  std::vector<float> offsets;
  Random random{11};

  Items() {
    Matrix centres(60, 20);
    for (Id c = 0; c < 60; ++c)
      for (float& x : centres.row(c)) x = float(random.normal());
    for (Id id = 0; id < vectors.rows(); ++id) {
      const double size = std::exp(0.3 * random.normal());
      const Id about = Id(random.below(60));
      for (std::size_t k = 0; k < 20; ++k) vectors[id][k] = float(size * (centres[about][k] + 0.5 * random.normal()));
      offsets.push_back(id % 7 == 3 ? kExcluded : float(random.normal()));
    }
  }
  std::vector<float> query() {
    std::vector<float> q(vectors.stride());
    for (std::size_t k = 0; k < 20; ++k) q[k] = float(random.normal());
    return q;
  }
  std::set<Id> best(const std::vector<float>& q, std::size_t count) {
    Pool pool(1);
    const TopKQuery query{q.data()};
    const auto ranked = top_k(Candidates(vectors, offsets), std::span(&query, 1), count, pool);
    std::set<Id> ids;
    for (const ScoredId& s : ranked[0].best) ids.insert(s.id);
    return ids;
  }
};

double recall(Items& items, const ItemIndex& index, std::size_t ef) {
  double found = 0;
  for (int n = 0; n < 100; ++n) {
    const auto query = items.query();
    const auto best = items.best(query, 20);
    for (const Id id : index.search_knn(query.data(), {20, ef})) found += double(best.contains(id));
  }
  return found / 2000;
}

TEST(ItemIndex, FindsNearlyAllOfTheBest) {
  Items items;
  Pool pool(2);
  const ItemIndex index(items.vectors, items.offsets, {}, pool);
  EXPECT_EQ(index.size(), std::size_t(std::ranges::count_if(items.offsets, [](float b) { return b != kExcluded; })));
  EXPECT_GT(recall(items, index, 320), 0.95);
  const auto query = items.query();
  for (const Id id : index.search_knn(query.data(), {500})) EXPECT_NE(items.offsets[id], kExcluded);
  EXPECT_EQ(index.search_knn(query.data(), {5000}).size(), index.size());
  EXPECT_EQ(index.search_knn(query.data(), {3, 10}).size(), 10u);
}

TEST(ItemIndex, SavesAndLoads) {
  Items items;
  Pool pool(2);
  const ItemIndex index(items.vectors, items.offsets, {8, 60}, pool);
  const oracle::Folder folder;
  index.save(folder / "m.hnsw", "abc");
  const ItemIndex again(folder / "m.hnsw", "abc", items.vectors);
  for (int n = 0; n < 20; ++n) {
    const auto query = items.query();
    EXPECT_EQ(again.search_knn(query.data(), {10, 50}), index.search_knn(query.data(), {10, 50}));
  }
  EXPECT_THROW(ItemIndex(folder / "m.hnsw", "abd", items.vectors), Error);
  EXPECT_THROW(ItemIndex(folder / "m.hnsw", "abc", Matrix(4000, 19)), Error);
  const std::string whole = oracle::read_file(folder / "m.hnsw");
  for (std::size_t at = 0; at < whole.size(); at += whole.size() / 40) {
    std::string damaged = whole;
    damaged[at] = char(damaged[at] ^ 0x10);
    oracle::write_text(folder / "bad.hnsw", damaged);
    EXPECT_THROW(ItemIndex(folder / "bad.hnsw", "abc", items.vectors), Error) << at;
    oracle::write_text(folder / "bad.hnsw", whole.substr(0, at));
    EXPECT_THROW(ItemIndex(folder / "bad.hnsw", "abc", items.vectors), Error) << at;
  }
}

TEST(ItemIndex, RefusesVectorsOfAnotherWidth) {
  Pool pool(1);
  const oracle::Folder folder;
  const std::vector<Id> items{0, 1};
  const auto write = [&](std::size_t width) {
    HnswGraph(
        items, width, [](Id, float* to) { *to = 1; }, {}, pool)
        .save(folder / "m.hnsw", {{"format", "kinfold hnsw bfloat16"}, {"model", "abc"}, {"rank", "4"}});
  };
  write(16);
  EXPECT_EQ(ItemIndex(folder / "m.hnsw", "abc", Matrix(2, 4)).size(), 2u);
  EXPECT_THROW(ItemIndex(folder / "m.hnsw", "abc", Matrix(1, 4)), Error);
  write(32);
  EXPECT_THROW(ItemIndex(folder / "m.hnsw", "abc", Matrix(2, 4)), Error);
}

TEST(ItemIndex, CanBeEmpty) {
  Pool pool(1);
  const Matrix none(3, 4);
  const ItemIndex index(none, std::vector<float>(3, kExcluded), {}, pool);
  EXPECT_EQ(index.size(), 0u);
  EXPECT_TRUE(index.search_knn(none[0], {10, 10}).empty());
}

}  // namespace
}  // namespace kinfold
