#include "core/pages.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace kinfold {

namespace {

// Calls madvise for the whole pages within these bytes.
void advise(std::span<const std::byte> bytes, int advice) {
  const auto page = std::uintptr_t(sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<std::uintptr_t>(bytes.data()), end = begin + bytes.size();
  const std::uintptr_t from = (begin + page - 1) / page * page, to = end / page * page;
  if (from < to) madvise(reinterpret_cast<void*>(from), to - from, advice);
}

}  // namespace

void discard_pages(std::span<const std::byte> bytes) { advise(bytes, MADV_DONTNEED); }

std::byte* allocate_huge_pages(std::size_t bytes) {
  constexpr std::size_t kHugePage = 2 << 20;
  const std::size_t whole = std::max<std::size_t>((bytes + kHugePage - 1) / kHugePage, 1) * kHugePage;
  auto* const memory = static_cast<std::byte*>(std::aligned_alloc(kHugePage, whole));
  if (!memory) throw std::bad_alloc();
  advise({memory, whole}, MADV_HUGEPAGE);
  return memory;
}

}  // namespace kinfold
