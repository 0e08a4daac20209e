#include "core/error.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace kinfold {
namespace {

std::string format_message(const std::string& what, const std::string& where, const std::string& advice) {
  std::string text = where.empty() ? what : where + ": " + what;
  return advice.empty() ? text : text + "\n  " + advice;
}

// Optimal string alignment distance: insertions, deletions, substitutions and swaps of adjacent letters cost 1 each.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before, above);
    std::swap(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

Error::Error(std::string what, std::string where, std::string advice)
    : std::runtime_error(format_message(what, where, advice)),
      problem_(std::move(what)),
      where_(std::move(where)),
      advice_(std::move(advice)) {}

std::vector<std::string> closest(std::string_view word, const std::vector<std::string>& names, std::size_t count) {
  const std::size_t limit = std::max<std::size_t>(1, word.size() / 3);
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const std::string& name : names) {
    const std::size_t gap = name.size() > word.size() ? name.size() - word.size() : word.size() - name.size();
    if (gap > limit) continue;
    if (const std::size_t edits = edit_distance(word, name); edits <= limit) near.emplace_back(edits, name);
  }
  std::sort(near.begin(), near.end());
  std::vector<std::string> result;
  for (std::size_t i = 0; i < std::min(count, near.size()); ++i) result.push_back(near[i].second);
  return result;
}

std::string known_choices(std::string_view word, const std::vector<std::string>& names) {
  const auto near = closest(word, names, 1);
  return (near.empty() ? "" : "did you mean '" + near[0] + "'? ") + "known: " + join(names);
}

std::string join(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

}  // namespace kinfold
