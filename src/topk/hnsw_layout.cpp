#include "topk/hnsw_layout.h"

#include <algorithm>
#include <cstring>

#include "core/error.h"
#include "core/pages.h"

namespace kinfold {

HnswLayout::HnswLayout(std::size_t count, std::size_t width, std::size_t max_links)
    : count_(count),
      width_(width),
      max_links_(max_links),
      bytes_((width * sizeof(BFloat16) + (1 + max_links) * sizeof(Id) + kCacheLine - 1) / kCacheLine * kCacheLine) {
  if (count >= kMaxItems) throw Error("an index can contain at most 2,147,483,647 items");
  memory_.reset(allocate_huge_pages(count * bytes_));
  std::memset(memory_.get(), 0, count * bytes_);
}

void HnswLayout::set_links(Id n, std::span<const Id> links) {
  *links_at(n) = Id(links.size());
  std::ranges::copy(links, links_at(n) + 1);
}

std::vector<Id> depth_first_order(const HnswLayout& items) {
  struct StackEntry {
    Id item;
    std::size_t next = 0;  // the next link to follow
  };
  std::vector<Id> order;
  std::vector<StackEntry> path;
  std::vector<bool> visited(items.size());
  order.reserve(items.size());
  const auto visit = [&](Id n) {
    if (visited[n]) return;
    visited[n] = true;
    order.push_back(n);
    path.push_back({n});
  };
  for (Id first = 0; first < items.size(); ++first)
    for (visit(first); !path.empty();) {
      StackEntry& last = path.back();
      const auto links = items.links(last.item);
      if (last.next == links.size())
        path.pop_back();
      else
        visit(links[last.next++]);
    }
  return order;
}

}  // namespace kinfold
