// Names for display.
#pragma once
#include <string>
#include <string_view>

namespace kinfold {

// Of an IRI (http://, https://, urn:; in <> or not) what stands after its last '#' or '/', or of a URN without these
// after its last ':'. Other ids are unchanged, and so are IRIs that end there.
std::string short_name(std::string_view id);

}  // namespace kinfold
