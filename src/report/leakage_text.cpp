#include "report/leakage_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "report/format.h"

namespace kinfold::app {

std::vector<std::string> leakage_lines(const TestLeakage& leaked, std::size_t facts, const Vocabulary& relations) {
  constexpr std::size_t kMaxLines = 4;
  std::vector<std::string> lines;
  if (leaked.facts == 0) return lines;
  for (const LeakedFacts& f : std::span(leaked.rules).first(std::min(leaked.rules.size(), kMaxLines))) {
    const std::string name(relations[f.relation]), by(relations[f.by]);
    const std::string reason = f.relation == f.by
                                   ? "is symmetric"
                                   : (f.reversed ? "is the inverse of '" : "is nearly a duplicate of '") + by + "'";
    lines.push_back(fmt::format("{} of {} test facts of '{}' are leaked by training: the relation {}",
                                format_count(f.leaked), format_count(f.facts), name, reason));
  }
  lines.push_back(fmt::format("{} of {} test facts are leaked by training in total; number of leaking rules: {}",
                              format_count(leaked.facts), format_count(facts), leaked.rules.size()));
  return lines;
}

}  // namespace kinfold::app
