#include <hnswlib/hnswlib.h>

#include <cstdlib>
#include <cstring>
#include <utility>

#include "core/bfloat16.h"
#include "core/pages.h"
#include "core/vector.h"
#include "topk/hnsw_graph.h"

namespace kinfold {
namespace {

float negative_product(const void* a, const void* b, const void* width) {
  return -dot(static_cast<const BFloat16*>(a), static_cast<const BFloat16*>(b),
              *static_cast<const std::size_t*>(width));
}

// The distance for hnswlib. For vectors of equal norm, the negative inner product is equivalent to squared L2 distance.
class NegativeInnerProduct : public hnswlib::SpaceInterface<float> {
 public:
  explicit NegativeInnerProduct(std::size_t width) : width_(width) {}
  std::size_t get_data_size() override { return width_ * sizeof(BFloat16); }
  hnswlib::DISTFUNC<float> get_dist_func() override { return negative_product; }
  void* get_dist_func_param() override { return &width_; }

 private:
  std::size_t width_;
};

using HnswlibIndex = hnswlib::HierarchicalNSW<float>;

void add_points(HnswlibIndex& index, std::span<const Id> items, std::size_t width,
                const std::function<void(Id, float*)>& row, Pool& pool) {
  const std::size_t count = items.size();
  const auto add = [&](std::size_t n) {
    std::vector<float> vector(width);
    std::vector<BFloat16> bf16(width);
    row(items[n], vector.data());
    round_to_bfloat16(vector.data(), width, bf16.data());
    index.addPoint(bf16.data(), n);
  };
  add(0);
  constexpr std::size_t kChunk = 256;
  pool.run((count + kChunk - 1) / kChunk, [&](std::size_t chunk) {
    for (std::size_t n = std::max<std::size_t>(1, chunk * kChunk); n < std::min(count, (chunk + 1) * kChunk); ++n)
      add(n);
  });
}

std::span<const Id> links_of(const HnswlibIndex& index, Id n, int level) {
  hnswlib::linklistsizeint* const list = index.get_linklist_at_level(n, level);
  return {list + 1, index.getListCount(list)};
}

}  // namespace

HnswGraph::HnswGraph(std::span<const Id> items, std::size_t width, const std::function<void(Id, float*)>& row,
                     HnswBuildOptions options, Pool& pool) {
  const std::size_t count = items.size();
  if (count == 0) return;
  NegativeInnerProduct products(width);
  HnswlibIndex index(&products, count, options.m, options.ef_construction);
  char* const memory = reinterpret_cast<char*>(allocate_huge_pages(count * index.size_data_per_element_));
  std::free(std::exchange(index.data_level0_memory_, memory));  // hnswlib frees the new memory
  add_points(index, items, width, row, pool);

  HnswLayout unordered(count, 0, 2 * options.m);
  for (Id n = 0; n < count; ++n) unordered.set_links(n, links_of(index, n, 0));
  const std::vector<Id> order = depth_first_order(unordered);
  std::vector<Id> position(count);
  for (Id n = 0; n < count; ++n) position[order[n]] = n;
  const auto relabeled = [&](std::span<const Id> links) {
    std::vector<Id> result;
    for (const Id n : links) result.push_back(position[n]);
    return result;
  };
  items_ = HnswLayout(count, width, 2 * options.m);
  for (Id n = 0; n < count; ++n) {
    std::memcpy(items_.vector(n), index.getDataByInternalId(order[n]), width * sizeof(BFloat16));
    items_.set_links(n, relabeled(unordered.links(order[n])));
    id_.push_back(items[index.getExternalLabel(order[n])]);
    for (int level = 1; level <= index.element_levels_[order[n]]; ++level) {
      if (upper_levels_.size() < std::size_t(level)) upper_levels_.emplace_back();
      upper_levels_[std::size_t(level) - 1].add(n, relabeled(links_of(index, order[n], level)));
    }
  }
}

}  // namespace kinfold
