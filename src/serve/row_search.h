// Finds rows by a part of their id or title, whatever its case and its accents.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "serve/named_rows.h"

namespace kinfold {

// Letters of the Latin alphabets small and without accents; all else as it is. Takes and gives UTF-8.
std::string fold_case(std::string_view text);

class RowSearch {
 public:
  explicit RowSearch(const NamedRows& rows);  // which must stay

  // The best `top` rows: first an id that is the text itself, then titles and ids that begin with it, words that do,
  // and all others that hold it; among these those of most training rows, equal ones by row. An empty text finds all.
  std::vector<Id> operator()(std::string_view text, std::size_t top) const;

 private:
  struct Match;
  void scan(std::string_view text, std::vector<Match>& found) const;

  const NamedRows& rows_;
  std::string text_;                  // of each row "id\ntitle\n", folded
  std::vector<std::uint64_t> begin_;  // rows + 1
};

}  // namespace kinfold
