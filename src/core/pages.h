// Memory by its pages, which the system gives and takes.
#pragma once
#include <cstddef>
#include <span>

namespace kinfold {

// The pages that lie within these bytes may go: they are written to before they are read again, or not at all.
void discard_pages(std::span<const std::byte> bytes);

// Memory in large pages, where the system has them: of what is read here and there, each place then costs one look in
// memory rather than two. It goes by std::free. std::bad_alloc where there is none.
std::byte* allocate_huge_pages(std::size_t bytes);

}  // namespace kinfold
