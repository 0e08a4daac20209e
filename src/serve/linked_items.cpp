#include "serve/linked_items.h"

#include <algorithm>
#include <cstring>

#include "core/error.h"
#include "core/pages.h"

namespace kinfold {

LinkedItems::LinkedItems(std::size_t count, std::size_t width, std::size_t most)
    : count_(count),
      width_(width),
      most_(most),
      bytes_((width * sizeof(Half) + (1 + most) * sizeof(Id) + kLine - 1) / kLine * kLine) {
  if (count >= kMost) throw Error("an index is of 2,147,483,647 items at the most");
  memory_.reset(in_large_pages(count * bytes_));
  std::memset(memory_.get(), 0, count * bytes_);
}

void LinkedItems::set_links(Id n, std::span<const Id> links) {
  *links_at(n) = Id(links.size());
  std::ranges::copy(links, links_at(n) + 1);
}

std::vector<Id> walking_order(const LinkedItems& items) {
  struct Open {
    Id item;
    std::size_t next = 0;  // of its links
  };
  std::vector<Id> order;
  std::vector<Open> path;
  std::vector<bool> met(items.size());
  order.reserve(items.size());
  const auto meet = [&](Id n) {
    if (met[n]) return;
    met[n] = true;
    order.push_back(n);
    path.push_back({n});
  };
  for (Id first = 0; first < items.size(); ++first)
    for (meet(first); !path.empty();) {
      Open& last = path.back();
      const auto links = items.links(last.item);
      if (last.next == links.size())
        path.pop_back();
      else
        meet(links[last.next++]);
    }
  return order;
}

}  // namespace kinfold
