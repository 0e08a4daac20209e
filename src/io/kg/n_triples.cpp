#include "io/kg/n_triples.h"

#include <charconv>
#include <cstdint>

namespace kinfold {
namespace {

void append_utf8(std::uint32_t code, std::string& text) {
  const auto rest = [&](int shift) { text += char(0x80 | ((code >> shift) & 0x3f)); };
  if (code < 0x80) {
    text += char(code);
  } else if (code < 0x800) {
    text += char(0xc0 | (code >> 6)), rest(0);
  } else if (code < 0x10000) {
    text += char(0xe0 | (code >> 12)), rest(6), rest(0);
  } else {
    text += char(0xf0 | (code >> 18)), rest(12), rest(6), rest(0);
  }
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

bool is_label_end(char c) { return is_blank(c) || c == '<' || c == '"' || c == '#'; }

std::size_t tag_length(std::string_view text) {
  std::size_t n = 0;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  while (n < text.size() && (is_letter(text[n]) || (n > 0 && (text[n] == '-' || (text[n] >= '0' && text[n] <= '9')))))
    ++n;
  return n;
}

}  // namespace

NTriplesParser::Kind NTriplesParser::parse(std::string_view line) {
  rest_ = line;
  skip_blanks();
  if (rest_.empty() || rest_.front() == '#') return Kind::kSkip;
  if (!node("subject", subject_)) return Kind::kError;
  skip_blanks();
  if (!iri("predicate", predicate_)) return Kind::kError;
  skip_blanks();
  const bool is_literal = rest_.starts_with('"');
  if (!(is_literal ? literal() : node("object", object_)) || !end()) return Kind::kError;
  return is_literal ? Kind::kLiteral : Kind::kTriple;
}

bool NTriplesParser::fail(const std::string& what) {
  error_ = what;
  return false;
}

void NTriplesParser::skip_blanks() {
  while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
}

bool NTriplesParser::node(const char* term, std::string& name) {
  return rest_.starts_with("_:") ? blank_node(term, name) : iri(term, name);
}

bool NTriplesParser::iri(const char* term, std::string& name) {
  name.clear();
  if (!rest_.starts_with('<')) return fail("the " + std::string(term) + " is missing or is not an <IRI>");
  rest_.remove_prefix(1);
  while (!rest_.empty() && rest_.front() != '>') {
    const std::size_t plain = std::min(rest_.find_first_of("\\> \t\r\n<\""), rest_.size());
    name += rest_.substr(0, plain);
    rest_.remove_prefix(plain);
    if (rest_.starts_with('\\')) {
      if (!escape(name)) return false;
    } else if (!rest_.empty() && rest_.front() != '>') {
      return fail("the IRI of the " + std::string(term) + " contains a space, a quote or a '<'");
    }
  }
  if (rest_.empty()) return fail("the IRI of the " + std::string(term) + " is not closed");
  rest_.remove_prefix(1);
  return !name.empty() || fail("the IRI of the " + std::string(term) + " is empty");
}

// A label may contain a full stop, but not end with one.
bool NTriplesParser::blank_node(const char* term, std::string& name) {
  std::size_t end = 2;
  while (end < rest_.size() && !is_label_end(rest_[end])) ++end;
  while (end > 2 && rest_[end - 1] == '.') --end;
  if (end == 2) return fail("the blank node of the " + std::string(term) + " has no label");
  name = rest_.substr(0, end);
  rest_.remove_prefix(end);
  return true;
}

// Decodes \uXXXX, \UXXXXXXXX and one-letter escapes such as \t.
bool NTriplesParser::escape(std::string& name) {
  constexpr std::string_view kLetters = "tbnrf\"'\\", kDecoded = "\t\b\n\r\f\"'\\";
  const char kind = rest_.size() > 1 ? rest_[1] : ' ';
  if (const std::size_t at = kLetters.find(kind); at != std::string_view::npos) {
    name += kDecoded[at];
    rest_.remove_prefix(2);
    return true;
  }
  const std::size_t digits = kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
  if (digits == 0) return fail("unknown escape '" + std::string(rest_.substr(0, 2)) + "'");
  const std::string_view text = rest_.substr(2, digits);
  std::uint32_t code = 0;
  const auto [last, error] = std::from_chars(text.data(), text.data() + text.size(), code, 16);
  const bool is_surrogate = code >= 0xd800 && code < 0xe000;
  if (error != std::errc() || last != text.data() + digits || code == 0 || code > 0x10ffff || is_surrogate)
    return fail("'" + std::string(rest_.substr(0, 2 + digits)) + "' is not a valid character");
  append_utf8(code, name);
  rest_.remove_prefix(2 + digits);
  return true;
}

bool NTriplesParser::literal() {
  std::size_t end = 1;
  while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
  if (end >= rest_.size()) return fail("the quote of the object is not closed");
  rest_.remove_prefix(end + 1);
  if (rest_.starts_with("^^")) {
    rest_.remove_prefix(2);
    return iri("object's type", object_);
  }
  if (!rest_.starts_with('@')) return true;
  const std::size_t length = tag_length(rest_.substr(1));
  if (length == 0) return fail("the object's language tag is empty");
  rest_.remove_prefix(1 + length);
  return true;
}

bool NTriplesParser::end() {
  skip_blanks();
  if (rest_.starts_with('<') || rest_.starts_with("_:"))
    return fail("there is a fourth term, as in N-Quads, but a triple has three");
  if (!rest_.starts_with('.')) return fail("there is no full stop after the object");
  rest_.remove_prefix(1);
  skip_blanks();
  return rest_.empty() || rest_.front() == '#' || fail("there is text after the full stop");
}

}  // namespace kinfold
