// Short names of ids for display.
#pragma once
#include <string>
#include <string_view>

namespace kinfold {

// The part of an IRI (http://, https:// or urn:, with or without <>) after its last '#' or '/'; for a URN without
// these, the part after its last ':'. Returns other ids unchanged, and IRIs for which that part is empty.
std::string short_name(std::string_view id);

}  // namespace kinfold
