// Memory by its pages, which the system gives and takes.
#pragma once
#include <span>

namespace kinfold {

// The pages that lie within these bytes may go: they are written to before they are read again, or not at all.
void forget_pages(std::span<const std::byte> bytes);

}  // namespace kinfold
