#include "serve/row_search.h"

#include <algorithm>

namespace kinfold {
namespace {

// Base letters of U+00C0 to U+00FF; 0: no letter.
constexpr char kBaseLetters[] = "aaaaaaaceeeeiiii\0nooooo\0ouuuuy\0saaaaaaaceeeeiiii\0nooooo\0ouuuuy\0y";

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80); }

}  // namespace

std::string fold_case(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    const auto next = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0;
    if (c == 0xC3 && next >= 0x80 && next < 0xC0 && kBaseLetters[next - 0x80] != 0)
      result += kBaseLetters[next - 0x80], ++at;
    else if (c >= 'A' && c <= 'Z')
      result += char(c - 'A' + 'a');
    else
      result += c == '\n' ? ' ' : char(c);
  }
  return result;
}

RowSearch::RowSearch(const NamedRows& rows) : rows_(rows) {
  begin_.reserve(rows.size() + 1);
  for (Id row = 0; row < rows.size(); ++row) {
    begin_.push_back(text_.size());
    text_ += fold_case((*rows.ids)[row]) + "\n";
    text_ += fold_case(rows.title(row)) + "\n";
  }
  begin_.push_back(text_.size());
}

struct RowSearch::Match {
  int rank;  // 0: equals the id, 1: prefix, 2: prefix of a word, 3: elsewhere
  std::uint32_t count;
  Id row;
  bool operator<(const Match& other) const {
    return rank != other.rank ? rank < other.rank : count != other.count ? count > other.count : row < other.row;
  }
};

void RowSearch::scan(std::string_view text, std::vector<Match>& matches) const {
  const std::string_view all = text_;
  for (std::size_t at = 0; (at = all.find(text, at)) != all.npos;) {
    const Id row = Id(std::ranges::upper_bound(begin_, at) - begin_.begin() - 1);
    int rank = 3;
    for (; at != all.npos && at < begin_[row + 1]; at = all.find(text, at + 1)) {
      const bool begins = at == 0 || all[at - 1] == '\n', ends = all[at + text.size()] == '\n';
      const int match_rank = begins && ends && at == begin_[row] ? 0 : begins ? 1 : is_word(all[at - 1]) ? 3 : 2;
      rank = std::min(rank, match_rank);
    }
    matches.push_back({rank, rows_.counts.empty() ? 0 : rows_.counts[row], row});
    at = begin_[row + 1];
  }
}

std::vector<Id> RowSearch::operator()(std::string_view text, std::size_t top) const {
  std::vector<Match> matches;
  if (const std::string needle = fold_case(text); !needle.empty())
    scan(needle, matches);
  else
    for (Id row = 0; row < rows_.size(); ++row)
      matches.push_back({0, rows_.counts.empty() ? 0 : rows_.counts[row], row});
  const auto end = matches.begin() + std::ptrdiff_t(std::min(top, matches.size()));
  std::partial_sort(matches.begin(), end, matches.end());
  std::vector<Id> rows;
  for (auto at = matches.begin(); at != end; ++at) rows.push_back(at->row);
  return rows;
}

}  // namespace kinfold
