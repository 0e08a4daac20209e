// The cells of one table column as they are read: numbers, or texts that are stored once per distinct text.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "data/vocabulary.h"

namespace kinfold {

std::string_view trimmed(std::string_view text);  // without leading and trailing whitespace

// Parses the whole text as a number. Accepts infinity and NaN. Empty if the text is not a number.
std::optional<double> number_of(std::string_view text);

// A column of texts, dictionary-encoded.
class TextCells {
 public:
  static constexpr Id kMissing = ~Id{0};

  TextCells() = default;
  explicit TextCells(const std::vector<std::string>& first);  // these texts get the ids 0, 1, ...

  // Adds a cell and returns the id of its text. Trims whitespace. An empty text is a missing cell.
  Id add(std::string_view text);
  void add_missing() { ids_.push_back(kMissing); }
  void make_missing(std::size_t row) { ids_[row] = kMissing; }
  // Marks all cells with one of these texts as missing.
  void treat_as_missing(const std::vector<std::string>& texts);
  void erase_rows(const std::set<std::size_t>& rows);

  const std::vector<Id>& ids() const { return ids_; }  // one per row
  std::size_t distinct() const { return vocabulary_.size(); }
  std::string text(Id id) const { return id == kMissing ? "" : std::string(vocabulary_[id]); }
  std::vector<Id> used_ids() const;                    // in order of first appearance
  std::vector<std::size_t> counts() const;             // per id
  std::vector<std::optional<double>> numbers() const;  // per id

 private:
  Vocabulary vocabulary_;
  std::vector<Id> ids_;
};

// Removes the rows (counted from 0) from a column's cells.
template <class T>
void erase_rows_of(std::vector<T>& cells, const std::set<std::size_t>& rows) {
  auto next = rows.begin();
  std::size_t out = 0;
  for (std::size_t row = 0; row < cells.size(); ++row)
    if (next != rows.end() && *next == row)
      ++next;
    else
      cells[out++] = cells[row];
  cells.resize(out);
}

}  // namespace kinfold
