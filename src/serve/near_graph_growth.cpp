#include <hnswlib/hnswlib.h>

#include <cstdlib>
#include <cstring>
#include <utility>

#include "core/half.h"
#include "core/pages.h"
#include "core/vector.h"
#include "serve/near_graph.h"

namespace kinfold {
namespace {

float minus_product(const void* a, const void* b, const void* width) {
  return -dot(static_cast<const Half*>(a), static_cast<const Half*>(b), *static_cast<const std::size_t*>(width));
}

// Distances of rows that are equally long, but for a constant and a factor: minus their products.
class Products : public hnswlib::SpaceInterface<float> {
 public:
  explicit Products(std::size_t width) : width_(width) {}
  std::size_t get_data_size() override { return width_ * sizeof(Half); }
  hnswlib::DISTFUNC<float> get_dist_func() override { return minus_product; }
  void* get_dist_func_param() override { return &width_; }

 private:
  std::size_t width_;
};

using Growth = hnswlib::HierarchicalNSW<float>;

void grow(Growth& growth, std::span<const Id> items, std::size_t width, const std::function<void(Id, float*)>& row,
          Pool& pool) {
  const std::size_t count = items.size();
  const auto add = [&](std::size_t n) {
    std::vector<float> whole(width);
    std::vector<Half> halves(width);
    row(items[n], whole.data());
    nearest_halves(whole.data(), width, halves.data());
    growth.addPoint(halves.data(), n);
  };
  add(0);
  constexpr std::size_t kAtATime = 256;
  pool.run((count + kAtATime - 1) / kAtATime, [&](std::size_t part) {
    for (std::size_t n = std::max<std::size_t>(1, part * kAtATime); n < std::min(count, (part + 1) * kAtATime); ++n)
      add(n);
  });
}

std::span<const Id> links_of(const Growth& growth, Id n, int level) {
  hnswlib::linklistsizeint* const list = growth.get_linklist_at_level(n, level);
  return {list + 1, growth.getListCount(list)};
}

}  // namespace

NearGraph::NearGraph(std::span<const Id> items, std::size_t width, const std::function<void(Id, float*)>& row,
                     IndexShape shape, Pool& pool) {
  const std::size_t count = items.size();
  if (count == 0) return;
  Products products(width);
  Growth growth(&products, count, shape.links, shape.building);
  char* const places = reinterpret_cast<char*>(in_large_pages(count * growth.size_data_per_element_));
  std::free(std::exchange(growth.data_level0_memory_, places));  // hnswlib frees what stands there
  grow(growth, items, width, row, pool);

  LinkedItems grown(count, 0, 2 * shape.links);
  for (Id n = 0; n < count; ++n) grown.set_links(n, links_of(growth, n, 0));
  const std::vector<Id> order = walking_order(grown);
  std::vector<Id> place(count);
  for (Id n = 0; n < count; ++n) place[order[n]] = n;
  const auto placed = [&](std::span<const Id> links) {
    std::vector<Id> there;
    for (const Id n : links) there.push_back(place[n]);
    return there;
  };
  items_ = LinkedItems(count, width, 2 * shape.links);
  for (Id n = 0; n < count; ++n) {
    std::memcpy(items_.vector(n), growth.getDataByInternalId(order[n]), width * sizeof(Half));
    items_.set_links(n, placed(grown.links(order[n])));
    id_.push_back(items[growth.getExternalLabel(order[n])]);
    for (int level = 1; level <= growth.element_levels_[order[n]]; ++level) {
      if (above_.size() < std::size_t(level)) above_.emplace_back();
      above_[std::size_t(level) - 1].add(n, placed(links_of(growth, order[n], level)));
    }
  }
}

}  // namespace kinfold
