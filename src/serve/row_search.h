// Substring search over ids and titles, ignoring case and accents.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "serve/named_rows.h"

namespace kinfold {

// Lower case without accents for ASCII and Latin-1 letters; other characters stay. Input and output are UTF-8.
std::string fold_case(std::string_view text);

class RowSearch {
 public:
  explicit RowSearch(const NamedRows& rows);  // rows must outlive this

  // The best `top` rows: an id that equals the text first, then titles and ids that begin with it, then those with a
  // word that begins with it, then all others that contain it. Ties are broken by descending count, then by row. An
  // empty text matches all rows. Thread-safe.
  std::vector<Id> operator()(std::string_view text, std::size_t top) const;

 private:
  struct Match;
  void scan(std::string_view text, std::vector<Match>& matches) const;

  const NamedRows& rows_;
  std::string text_;                  // "id\ntitle\n" of each row, after fold_case()
  std::vector<std::uint64_t> begin_;  // begin of each row in text_; rows + 1 entries
};

}  // namespace kinfold
