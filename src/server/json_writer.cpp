#include "server/json_writer.h"

#include <charconv>
#include <cmath>

namespace kinfold::http {
namespace {

template <class T>
void append(std::string& text, T number) {
  char digits[32];
  text.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

bool is_continuation(unsigned char c) { return (c & 0xC0) == 0x80; }

// Returns the number of bytes of the first UTF-8 character; 0 if it is invalid.
std::size_t utf8_length(std::string_view text) {
  const auto at = [&](std::size_t n) { return n < text.size() ? static_cast<unsigned char>(text[n]) : 0u; };
  const unsigned first = at(0), second = at(1);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return is_continuation(static_cast<unsigned char>(second)) ? 2 : 0;
  if (!is_continuation(static_cast<unsigned char>(second)) || !is_continuation(static_cast<unsigned char>(at(2))))
    return 0;
  if ((first & 0xF0) == 0xE0) {
    const bool overlong = first == 0xE0 && second < 0xA0, surrogate = first == 0xED && second >= 0xA0;
    return overlong || surrogate ? 0 : 3;
  }
  const bool in_range =
      (first == 0xF0 && second >= 0x90) || (first > 0xF0 && first < 0xF4) || (first == 0xF4 && second < 0x90);
  return in_range && is_continuation(static_cast<unsigned char>(at(3))) ? 4 : 0;
}

bool is_plain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f && c != '"' && c != '\\';
}

}  // namespace

void JsonWriter::comma() {
  if (text_.empty()) return;
  const char last = text_.back();
  if (last != '{' && last != '[' && last != ':') text_ += ',';
}

JsonWriter& JsonWriter::begin(char bracket) {
  comma();
  text_ += bracket;
  return *this;
}

JsonWriter& JsonWriter::end(char bracket) {
  text_ += bracket;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  comma();
  quote(name);
  text_ += ':';
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  comma();
  quote(text);
  return *this;
}

template <class Number>
JsonWriter& JsonWriter::number_or_null(Number number) {
  comma();
  if (std::isfinite(number))
    append(text_, number);
  else
    text_ += "null";
  return *this;
}

JsonWriter& JsonWriter::value(float number) { return number_or_null(number); }
JsonWriter& JsonWriter::value(double number) { return number_or_null(number); }

JsonWriter& JsonWriter::integer(unsigned long long number) {
  comma();
  append(text_, number);
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json_text) {
  comma();
  text_ += json_text;
  return *this;
}

void JsonWriter::quote(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  text_ += '"';
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_plain(text[end])) ++end;
    text_.append(text, at, end - at);
    if ((at = end) == text.size()) break;
    const char c = text[at];
    if (c == '"' || c == '\\') {
      (text_ += '\\') += c;
    } else if (static_cast<unsigned char>(c) < 0x80) {
      (text_ += "\\u00") += {kHex[c >> 4], kHex[c & 15]};
    } else if (const std::size_t bytes = utf8_length(text.substr(at)); bytes > 0) {
      text_.append(text, at, bytes);
      at += bytes - 1;
    } else {
      text_ += "\xEF\xBF\xBD";
    }
    ++at;
  }
  text_ += '"';
}

std::string base64(std::string_view bytes) {
  static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    unsigned bits = 0;
    for (std::size_t n = 0; n < 3; ++n) bits = bits << 8 | (n < count ? static_cast<unsigned char>(bytes[at + n]) : 0u);
    for (std::size_t n = 0; n < 4; ++n) text += n <= count ? kDigits[bits >> (18 - 6 * n) & 63] : '=';
  }
  return text;
}

}  // namespace kinfold::http
