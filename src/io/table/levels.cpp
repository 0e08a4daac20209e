#include "io/table/levels.h"

#include <algorithm>
#include <cctype>
#include <limits>

namespace kinfold {
namespace {

std::vector<std::string> texts_of(const TextCells& cells) {
  std::vector<std::string> texts;
  for (const Id id : cells.used_ids()) texts.push_back(cells.text(id));
  return texts;
}

bool is_negative_word(std::string text) {
  static const std::vector<std::string> words = {"no", "n", "false", "f", "0", "off", "never", "absent", "negative"};
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return char(std::tolower(c)); });
  return std::ranges::find(words, text) != words.end();
}

bool all_numbers(const std::vector<std::string>& texts) {
  return std::ranges::all_of(texts, [](const std::string& text) { return number_of(text).has_value(); });
}

void sort_by_number(std::vector<std::string>& texts) {
  std::ranges::stable_sort(texts, {}, [](const std::string& text) { return *number_of(text); });
}

}  // namespace

std::vector<std::string> boolean_levels(const TextCells& cells) {
  std::vector<std::string> texts = texts_of(cells);
  std::ranges::sort(texts);
  if (all_numbers(texts)) sort_by_number(texts);
  std::stable_partition(texts.begin(), texts.end(), is_negative_word);
  return texts;
}

std::vector<std::string> category_levels(const TextCells& cells) {
  const std::vector<std::size_t> counts = cells.counts();
  std::vector<std::pair<std::size_t, std::string>> levels;
  for (const Id id : cells.used_ids()) levels.emplace_back(counts[id], cells.text(id));
  std::ranges::sort(levels, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::vector<std::string> texts;
  for (auto& [count, text] : levels) texts.push_back(std::move(text));
  return texts;
}

std::vector<std::string> ordinal_levels(const TextCells& cells, bool& by_number) {
  std::vector<std::string> texts = texts_of(cells);
  by_number = all_numbers(texts);
  if (by_number) sort_by_number(texts);
  return texts;
}

std::vector<float> level_indices(const TextCells& cells, const std::vector<std::string>& levels) {
  Vocabulary known;
  for (const std::string& level : levels) known.add(level);
  std::vector<float> index(cells.distinct());
  for (const Id id : cells.used_ids()) index[id] = float(known.find(cells.text(id)).value());
  std::vector<float> indices;
  indices.reserve(cells.ids().size());
  for (const Id id : cells.ids())
    indices.push_back(id == TextCells::kMissing ? std::numeric_limits<float>::quiet_NaN() : index[id]);
  return indices;
}

}  // namespace kinfold
