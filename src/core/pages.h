// Memory by its pages, which the system gives and takes.
#pragma once
#include <span>

namespace kinfold {

// The pages that lie within these bytes may go: they are written to before they are read again, or not at all.
void forget_pages(std::span<const std::byte> bytes);

// Large pages are welcome for these bytes, where the system has them: of what is read here and there, each place then
// costs one look in memory rather than two. To be said before they are written to.
void ask_for_large_pages(std::span<const std::byte> bytes);

}  // namespace kinfold
