// The cells of one column of a table as they are read: numbers, or texts that are told apart once.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "data/vocabulary.h"

namespace kinfold {

std::string_view trimmed(std::string_view text);  // without spaces around it

// The whole text as a number, infinite and NaN ones too.
std::optional<double> number_of(std::string_view text);

class TextCells {
 public:
  static constexpr Id kMissing = ~Id{0};

  TextCells() = default;
  explicit TextCells(const std::vector<std::string>& first);  // texts that get the ids 0, 1, ...

  // Adds a cell and returns its text's id. An empty text is missing, and spaces around one do not count.
  Id add(std::string_view text);
  void add_missing() { ids_.push_back(kMissing); }
  void make_missing(std::size_t row) { ids_[row] = kMissing; }
  // From now on the cells of these texts are missing.
  void treat_as_missing(const std::vector<std::string>& texts);
  void erase_rows(const std::set<std::size_t>& rows);

  const std::vector<Id>& ids() const { return ids_; }  // of the rows
  std::size_t distinct() const { return vocabulary_.size(); }
  std::string text(Id id) const { return id == kMissing ? "" : std::string(vocabulary_[id]); }
  std::vector<Id> used_ids() const;                    // by first appearance
  std::vector<std::size_t> counts() const;             // of each id
  std::vector<std::optional<double>> numbers() const;  // of each id

 private:
  Vocabulary vocabulary_;
  std::vector<Id> ids_;
};

// Takes rows, counted from 0, out of a column's cells.
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
