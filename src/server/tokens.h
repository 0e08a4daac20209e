// Authorization by bearer tokens. Each token of the file has a scope.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace kinfold::http {

enum class Scope { kOpen, kRead, kWrite };  // kWrite allows reading, too

class Tokens {
 public:
  Tokens() = default;
  // Reads lines "read TOKEN" or "write TOKEN"; # starts a comment. Throws a UsageError that names an invalid line.
  explicit Tokens(const std::string& path);

  // Throws a Problem (401 or 403) if the Authorization header does not grant the scope. Without tokens all requests
  // pass.
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
