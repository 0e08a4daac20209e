// Items that lead to others, laid out to be walked: of each its vector in bfloat16, and behind it the links, from the
// begin of a line of memory on.
#pragma once
#include <cstdlib>
#include <memory>
#include <span>
#include <vector>

#include "core/half.h"
#include "core/table.h"

namespace kinfold {

class LinkedItems {
 public:
  static constexpr Id kMost = Id{1} << 31;

  LinkedItems() = default;
  // `width` numbers of a vector, a multiple of 16, and `most` links at the most; all zero, and without links.
  // Fewer than kMost items.
  LinkedItems(std::size_t count, std::size_t width, std::size_t most);

  std::size_t size() const { return count_; }
  std::size_t width() const { return width_; }
  Half* vector(Id n) { return reinterpret_cast<Half*>(at(n)); }
  const Half* vector(Id n) const { return reinterpret_cast<const Half*>(at(n)); }
  std::span<const Id> links(Id n) const { return {links_at(n) + 1, *links_at(n)}; }
  void set_links(Id n, std::span<const Id> links);

  // Asks memory for what will be looked at soon: into the second cache, since the first waits for few lines at a time.
  void fetch_vector(Id n) const { fetch(at(n), width_ * sizeof(Half)); }
  void fetch_links(Id n) const { fetch(links_at(n), (1 + most_) * sizeof(Id)); }

 private:
  static constexpr std::size_t kLine = 64;
  struct Free {
    void operator()(std::byte* memory) const { std::free(memory); }
  };
  std::byte* at(Id n) const { return memory_.get() + n * bytes_; }
  Id* links_at(Id n) const { return reinterpret_cast<Id*>(at(n) + width_ * sizeof(Half)); }  // their number first
  static void fetch(const void* begin, std::size_t bytes) {
    const auto first = reinterpret_cast<std::uintptr_t>(begin), end = first + bytes;
    for (std::uintptr_t line = first / kLine * kLine; line < end; line += kLine)
      __builtin_prefetch(reinterpret_cast<const void*>(line), 0, 2);
  }

  std::size_t count_ = 0, width_ = 0, most_ = 0, bytes_ = 0;
  std::unique_ptr<std::byte, Free> memory_;
};

// All items, each behind one that leads to it where there is one: depth first. What a walk comes upon one after the
// other then mostly lies in pages that it has just been at.
std::vector<Id> walking_order(const LinkedItems& items);

}  // namespace kinfold
