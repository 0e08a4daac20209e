#include "server/tokens.h"

#include <fstream>
#include <sstream>

#include "core/error.h"
#include "server/problem.h"

namespace kinfold::http {
namespace {

constexpr std::size_t kMinTokenLength = 16;

// Constant-time comparison: the time depends only on the length of the candidate.
bool equal(std::string_view candidate, std::string_view expected) {
  unsigned differs = candidate.size() != expected.size();
  for (std::size_t n = 0; n < candidate.size(); ++n)
    differs |= static_cast<unsigned char>(candidate[n]) ^ static_cast<unsigned char>(expected[n % expected.size()]);
  return differs == 0;
}

}  // namespace

Tokens::Tokens(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw Error("cannot read this file", path, "give a token file to --token-file");
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    std::istringstream fields(line.substr(0, line.find('#')));
    std::string scope, token, more;
    if (!(fields >> scope)) continue;
    const std::string where = path + ", line " + std::to_string(number);
    if ((scope != "read" && scope != "write") || !(fields >> token) || fields >> more)
      throw UsageError("invalid token line", where, "write \"read TOKEN\" or \"write TOKEN\"");
    if (token.size() < kMinTokenLength)
      throw UsageError("the token is too short", where,
                       "use at least 16 characters, for example of openssl rand -hex 16");
    tokens_.push_back({token, scope == "write" ? Scope::kWrite : Scope::kRead});
  }
  if (tokens_.empty()) throw UsageError("the token file is empty", path, "add a line \"read TOKEN\"");
}

void Tokens::check(std::string_view authorization, Scope scope) const {
  if (tokens_.empty() || scope == Scope::kOpen) return;
  constexpr std::string_view kBearer = "Bearer ";
  if (!authorization.starts_with(kBearer))
    throw Problem(401, "a token is required: send the header Authorization: Bearer TOKEN");
  const std::string_view candidate = authorization.substr(kBearer.size());
  bool known = false, allowed = false;
  for (const Token& token : tokens_) {
    const bool same = equal(candidate, token.text);
    known |= same;
    allowed |= same && (scope == Scope::kRead || token.scope == Scope::kWrite);
  }
  if (!known) throw Problem(401, "unknown token");
  if (!allowed) throw Problem(403, "this token allows reading, but not writing");
}

}  // namespace kinfold::http
