// Memory management at the level of pages.
#pragma once
#include <cstddef>
#include <span>

namespace kinfold {

// Returns the whole pages within these bytes to the system. Their contents are lost.
void discard_pages(std::span<const std::byte> bytes);

// Allocates memory in huge pages if the system has them, which saves TLB misses with random access. Free it with
// std::free. Throws std::bad_alloc.
std::byte* allocate_huge_pages(std::size_t bytes);

}  // namespace kinfold
