// JSON of model files. Parsing and writing are compiled only once, here. Numbers are read with checks.
#pragma once
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

namespace kinfold {

nlohmann::json parse_json(std::string_view text);             // throws if the text is not JSON
nlohmann::json parse_json_or_discard(std::string_view text);  // returns a discarded value if the text is not JSON
std::string dump_json(const nlohmann::json& value);

// Conversion of doubles. Values that are not finite become null; null becomes NaN.
inline nlohmann::json json_number(double x) { return std::isfinite(x) ? nlohmann::json(x) : nlohmann::json(nullptr); }
inline double json_number(const nlohmann::json& x) { return x.is_null() ? std::nan("") : x.get<double>(); }

// An unsigned 32-bit number. Throws std::runtime_error if x is anything else.
inline std::uint32_t read_count(const nlohmann::json& x) {
  if (!x.is_number_unsigned() || x.get<std::uint64_t>() > 0xffffffffu) throw std::runtime_error("not a count");
  return x.get<std::uint32_t>();
}

}  // namespace kinfold
