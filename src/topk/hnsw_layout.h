// Items that lead to others, laid out to be walked: of each its vector in bfloat16, and behind it the links, from the
// begin of a line of memory on.
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
  // `width` numbers of a vector, a multiple of 16, and `most` links at the most; all zero, and without links.
  // Fewer than kMaxItems items.
  HnswLayout(std::size_t count, std::size_t width, std::size_t max_links);

  std::size_t size() const { return count_; }
  std::size_t width() const { return width_; }
  BFloat16* vector(Id n) { return reinterpret_cast<BFloat16*>(at(n)); }
  const BFloat16* vector(Id n) const { return reinterpret_cast<const BFloat16*>(at(n)); }
  std::span<const Id> links(Id n) const { return {links_at(n) + 1, *links_at(n)}; }
  void set_links(Id n, std::span<const Id> links);

  // Asks memory for what will be looked at soon: into the second cache, since the first waits for few lines at a time.
  void prefetch_vector(Id n) const { prefetch(at(n), width_ * sizeof(BFloat16)); }
  void prefetch_links(Id n) const { prefetch(links_at(n), (1 + max_links_) * sizeof(Id)); }

 private:
  static constexpr std::size_t kCacheLine = 64;
  struct Free {
    void operator()(std::byte* memory) const { std::free(memory); }
  };
  std::byte* at(Id n) const { return memory_.get() + n * bytes_; }
  Id* links_at(Id n) const { return reinterpret_cast<Id*>(at(n) + width_ * sizeof(BFloat16)); }  // their number first
  static void prefetch(const void* begin, std::size_t bytes) {
    const auto first = reinterpret_cast<std::uintptr_t>(begin), end = first + bytes;
    for (std::uintptr_t line = first / kCacheLine * kCacheLine; line < end; line += kCacheLine)
      __builtin_prefetch(reinterpret_cast<const void*>(line), 0, 2);
  }

  std::size_t count_ = 0, width_ = 0, max_links_ = 0, bytes_ = 0;
  std::unique_ptr<std::byte, Free> memory_;
};

// All items, each behind one that leads to it where there is one: depth first. What a walk comes upon one after the
// other then mostly lies in pages that it has just been at.
std::vector<Id> depth_first_order(const HnswLayout& items);

}  // namespace kinfold
