#include "app/told_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "app/call.h"

namespace kinfold::app {

std::vector<std::string> told_lines(const ToldTest& told, std::size_t facts, const Vocabulary& relations) {
  constexpr std::size_t kLines = 4;
  std::vector<std::string> lines;
  if (told.facts == 0) return lines;
  for (const ToldFacts& f : std::span(told.by).first(std::min(told.by.size(), kLines))) {
    const std::string name(relations[f.relation]), by(relations[f.by]);
    const std::string why =
        f.relation == f.by ? "is symmetric" : (f.reversed ? "is the inverse of '" : "says the same as '") + by + "'";
    lines.push_back(fmt::format("{} of {} test facts of '{}' are told by training: the relation {}", grouped(f.told),
                                grouped(f.facts), name, why));
  }
  lines.push_back(fmt::format("{} of {} test facts are so told in all, by {} such rules", grouped(told.facts),
                              grouped(facts), told.by.size()));
  return lines;
}

}  // namespace kinfold::app
