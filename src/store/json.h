// The JSON of a model file: read and written here, so that its parser is compiled once; and its numbers, checked as
// what they are to be.
#pragma once
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

namespace kinfold {

nlohmann::json parse_json(std::string_view text);             // throws where it is none
nlohmann::json parse_json_or_discard(std::string_view text);  // a discarded value where it is none
std::string dump_json(const nlohmann::json& value);

// A finite double as a JSON number, others as null, and back.
inline nlohmann::json json_number(double x) { return std::isfinite(x) ? nlohmann::json(x) : nlohmann::json(nullptr); }
inline double json_number(const nlohmann::json& x) { return x.is_null() ? std::nan("") : x.get<double>(); }

// A count; throws where it is none, or more than 32 bits hold.
inline std::uint32_t read_count(const nlohmann::json& x) {
  if (!x.is_number_unsigned() || x.get<std::uint64_t>() > 0xffffffffu) throw std::runtime_error("not a count");
  return x.get<std::uint32_t>();
}

}  // namespace kinfold
