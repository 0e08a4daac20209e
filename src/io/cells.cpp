#include "io/cells.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace kinfold {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

std::optional<double> number_of(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || error == std::errc::invalid_argument) return {};
  return error == std::errc()
             ? value
             : std::strtod(std::string(text).c_str(), nullptr);  // overflow gives infinity, underflow 0
}

TextCells::TextCells(const std::vector<std::string>& first) {
  for (const std::string& text : first) vocabulary_.add(text);
}

Id TextCells::add(std::string_view text) {
  text = trimmed(text);
  return ids_.emplace_back(text.empty() ? kMissing : vocabulary_.add(text));
}

void TextCells::treat_as_missing(const std::vector<std::string>& texts) {
  for (const std::string& text : texts)
    if (const auto id = vocabulary_.find(text)) std::ranges::replace(ids_, *id, kMissing);
}

void TextCells::erase_rows(const std::set<std::size_t>& rows) { erase_rows_of(ids_, rows); }

std::vector<std::size_t> TextCells::counts() const {
  std::vector<std::size_t> counts(vocabulary_.size());
  for (const Id id : ids_)
    if (id != kMissing) ++counts[id];
  return counts;
}

std::vector<Id> TextCells::used_ids() const {
  const std::vector<std::size_t> count = counts();
  std::vector<Id> used_ids;
  for (Id id = 0; id < count.size(); ++id)
    if (count[id] > 0) used_ids.push_back(id);
  return used_ids;
}

std::vector<std::optional<double>> TextCells::numbers() const {
  std::vector<std::optional<double>> numbers;
  for (Id id = 0; id < vocabulary_.size(); ++id) numbers.push_back(number_of(vocabulary_[id]));
  return numbers;
}

}  // namespace kinfold
