// Memory layout of an HNSW level for fast search. Each item has its bfloat16 vector followed by its links, starting at
// a cache line.
#pragma once
#include <cstdlib>
#include <memory>
#include <span>
#include <vector>

#include "core/bfloat16.h"
#include "core/matrix.h"

namespace kinfold {

class HnswLayout {
 public:
  static constexpr Id kMaxItems = Id{1} << 31;

  HnswLayout() = default;
  // Vectors have `width` entries, a multiple of 16; items have up to `max_links` links. All vectors are zero and
  // without links. Throws an Error if count >= kMaxItems.
  HnswLayout(std::size_t count, std::size_t width, std::size_t max_links);

  std::size_t size() const { return count_; }
  std::size_t width() const { return width_; }
  BFloat16* vector(Id n) { return reinterpret_cast<BFloat16*>(at(n)); }
  const BFloat16* vector(Id n) const { return reinterpret_cast<const BFloat16*>(at(n)); }
  std::span<const Id> links(Id n) const { return {links_at(n) + 1, *links_at(n)}; }
  void set_links(Id n, std::span<const Id> links);

  // Prefetches into the L2 cache, because the L1 cache supports fewer outstanding misses.
  void prefetch_vector(Id n) const { prefetch(at(n), width_ * sizeof(BFloat16)); }
  void prefetch_links(Id n) const { prefetch(links_at(n), (1 + max_links_) * sizeof(Id)); }

 private:
  static constexpr std::size_t kCacheLine = 64;
  struct Free {
    void operator()(std::byte* memory) const { std::free(memory); }
  };
  std::byte* at(Id n) const { return memory_.get() + n * bytes_; }
  Id* links_at(Id n) const {
    return reinterpret_cast<Id*>(at(n) + width_ * sizeof(BFloat16));
  }  // number of links, then the links
  static void prefetch(const void* begin, std::size_t bytes) {
    const auto first = reinterpret_cast<std::uintptr_t>(begin), end = first + bytes;
    for (std::uintptr_t line = first / kCacheLine * kCacheLine; line < end; line += kCacheLine)
      __builtin_prefetch(reinterpret_cast<const void*>(line), 0, 2);
  }

  std::size_t count_ = 0, width_ = 0, max_links_ = 0, bytes_ = 0;
  std::unique_ptr<std::byte, Free> memory_;
};

// All items in depth-first order of the links. Items that a search visits one after the other are then mostly in the
// same memory pages.
std::vector<Id> depth_first_order(const HnswLayout& items);

}  // namespace kinfold
