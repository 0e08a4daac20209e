// How numbers are written, as text and as JSON.
#pragma once
#include <cstddef>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace kinfold::app {

// Keys keep the order in which they are written.
using Json = nlohmann::ordered_json;

Json json_of(double value);                   // null where it is not finite
std::string format_count(std::size_t count);  // 100,004

// "name value, name value, ...": indented lines of up to 100 characters. Empty values are left out.
std::string format_pairs(const std::map<std::string, std::string>& pairs);

}  // namespace kinfold::app
