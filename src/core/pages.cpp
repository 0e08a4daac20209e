#include "core/pages.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace kinfold {

namespace {

// Tells the system of the whole pages within these bytes.
void advise(std::span<const std::byte> bytes, int advice) {
  const auto page = std::uintptr_t(sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<std::uintptr_t>(bytes.data()), end = begin + bytes.size();
  const std::uintptr_t from = (begin + page - 1) / page * page, to = end / page * page;
  if (from < to) madvise(reinterpret_cast<void*>(from), to - from, advice);
}

}  // namespace

void forget_pages(std::span<const std::byte> bytes) { advise(bytes, MADV_DONTNEED); }

void ask_for_large_pages(std::span<const std::byte> bytes) { advise(bytes, MADV_HUGEPAGE); }

}  // namespace kinfold
