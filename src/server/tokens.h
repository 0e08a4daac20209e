// Who may ask: bearer tokens of a file, each with what it allows.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace kinfold::http {

enum class Scope { kOpen, kRead, kWrite };  // kWrite allows reading, too

class Tokens {
 public:
  Tokens() = default;
  // Lines "read TOKEN" or "write TOKEN"; # begins a remark. A UsageError names the line that is none.
  explicit Tokens(const std::string& path);

  // A Problem (401, 403) where the value of an Authorization header does not allow it. Without any tokens all may ask.
  void check(std::string_view authorization, Scope scope) const;
  bool empty() const { return tokens_.empty(); }

 private:
  struct Token {
    std::string text;
    Scope scope;
  };
  std::vector<Token> tokens_;
};

}  // namespace kinfold::http
