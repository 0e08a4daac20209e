#include "core/property.h"

#include "core/text.h"

namespace kinfold {
namespace {

std::string to_text(bool value) { return value ? "yes" : "no"; }
std::string to_text(std::uint64_t value) { return std::to_string(value); }
std::string to_text(double value) { return plain_number(value); }
std::string to_text(const std::string& value) { return value; }

template <class T>
const T* find(const Properties& properties, const std::string& name) {
  const auto at = properties.find(name);
  return at == properties.end() ? nullptr : std::get_if<T>(&at->second);
}

}  // namespace

std::string property_text(const Property& value) {
  return std::visit([](const auto& typed) { return to_text(typed); }, value);
}

double number_property(const Properties& properties, const std::string& name, double fallback) {
  if (const auto* count = find<std::uint64_t>(properties, name)) return double(*count);
  const auto* number = find<double>(properties, name);
  return number ? *number : fallback;
}

std::uint64_t count_property(const Properties& properties, const std::string& name, std::uint64_t fallback) {
  const auto* count = find<std::uint64_t>(properties, name);
  return count ? *count : fallback;
}

std::string text_property(const Properties& properties, const std::string& name) {
  const auto at = properties.find(name);
  return at == properties.end() ? "" : property_text(at->second);
}

}  // namespace kinfold
