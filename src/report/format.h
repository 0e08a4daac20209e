// Formats numbers as text and as JSON.
#pragma once
#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/property.h"

namespace kinfold::app {

// Keys keep the order in which they are written.
using Json = nlohmann::ordered_json;

Json json_of(double value);                   // null if it is not finite
std::string format_count(std::size_t count);  // with thousands separators: "100,004"

// "name value, name value, ..." on indented lines of up to 100 characters.
std::string format_pairs(const Properties& pairs);

}  // namespace kinfold::app
