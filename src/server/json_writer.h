// Streaming JSON writer without a document in memory. Numbers are written in the shortest form that parses to the same
// value. NaN and infinities become null. Invalid UTF-8 bytes become U+FFFD.
#pragma once
#include <concepts>
#include <string>
#include <string_view>

namespace kinfold::http {

class JsonWriter {
 public:
  JsonWriter& begin_object() { return begin('{'); }
  JsonWriter& end_object() { return end('}'); }
  JsonWriter& begin_array() { return begin('['); }
  JsonWriter& end_array() { return end(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(float number);
  JsonWriter& value(double number);
  JsonWriter& value(std::same_as<bool> auto flag) { return raw(flag ? "true" : "false"); }
  JsonWriter& value(std::unsigned_integral auto number) requires(!std::same_as<decltype(number), bool>) {
    return integer(number);
  }
  JsonWriter& raw(std::string_view json_text);  // a value that is JSON already

  JsonWriter& field(std::string_view name, const auto& content) { return key(name).value(content); }
  // An array of strings or numbers.
  JsonWriter& list(std::string_view name, const auto& values) {
    key(name).begin_array();
    for (const auto& one : values) value(one);
    return end_array();
  }

  std::string take() { return std::move(text_); }
  const std::string& text() const { return text_; }
  void reserve(std::size_t bytes) { text_.reserve(bytes); }

 private:
  JsonWriter& begin(char bracket);
  JsonWriter& end(char bracket);
  JsonWriter& integer(unsigned long long number);
  template <class Number>
  JsonWriter& number_or_null(Number number);
  void comma();  // writes a comma if the previous token needs one
  void quote(std::string_view text);

  std::string text_;
};

std::string base64(std::string_view bytes);

}  // namespace kinfold::http
