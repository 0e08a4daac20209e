// Named values that a model stores about its training: its options and properties of its data.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <variant>

namespace kinfold {

// Counts are std::uint64_t. Checksums are text, because JSON readers in other languages round large numbers.
using Property = std::variant<bool, std::uint64_t, double, std::string>;
using Properties = std::map<std::string, Property>;

std::string property_text(const Property& value);  // "yes" or "no"; numbers in their shortest form

// A property by name. The fallback if it is missing or has another type; number_property() also accepts counts.
double number_property(const Properties& properties, const std::string& name, double fallback);
std::uint64_t count_property(const Properties& properties, const std::string& name, std::uint64_t fallback = 0);
std::string text_property(const Properties& properties, const std::string& name);  // empty if it is missing

}  // namespace kinfold
