#include "server/tokens.h"

#include <fstream>
#include <sstream>

#include "core/error.h"
#include "server/problem.h"

namespace kinfold::http {
namespace {

constexpr std::size_t kMinTokenLength = 16;

// In a time that depends on the given text's length alone.
bool equal(std::string_view candidate, std::string_view expected) {
  unsigned differs = candidate.size() != expected.size();
  for (std::size_t n = 0; n < candidate.size(); ++n)
    differs |= static_cast<unsigned char>(candidate[n]) ^ static_cast<unsigned char>(expected[n % expected.size()]);
  return differs == 0;
}

}  // namespace

Tokens::Tokens(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw Error("there is no such file, or it cannot be read", path, "give --token-file a file of tokens");
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string scope, token, more;
    if (!(words >> scope)) continue;
    const std::string where = path + ", line " + std::to_string(number);
    if ((scope != "read" && scope != "write") || !(words >> token) || words >> more)
      throw UsageError("this is no token", where, "a line is \"read TOKEN\" or \"write TOKEN\"");
    if (token.size() < kMinTokenLength)
      throw UsageError("this token is too short", where, "it needs 16 characters; try openssl rand -hex 16");
    tokens_.push_back({token, scope == "write" ? Scope::kWrite : Scope::kRead});
  }
  if (tokens_.empty()) throw UsageError("there is no token in this file", path, "write \"read TOKEN\" into it");
}

void Tokens::check(std::string_view authorization, Scope scope) const {
  if (tokens_.empty() || scope == Scope::kOpen) return;
  constexpr std::string_view kBearer = "Bearer ";
  if (!authorization.starts_with(kBearer))
    throw Problem(401, "a token is needed: send the header Authorization: Bearer TOKEN");
  const std::string_view candidate = authorization.substr(kBearer.size());
  bool known = false, allowed = false;
  for (const Token& token : tokens_) {
    const bool same = equal(candidate, token.text);
    known |= same;
    allowed |= same && (scope == Scope::kRead || token.scope == Scope::kWrite);
  }
  if (!known) throw Problem(401, "this token is not known");
  if (!allowed) throw Problem(403, "this token may read, but not write");
}

}  // namespace kinfold::http
