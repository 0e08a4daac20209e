// Restricts recommendation lists to items by id, by feature and by number of training rows.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "factorization/item_ranker.h"

namespace kinfold {

struct ItemFilter {
  std::optional<std::vector<Id>> candidates;
  std::vector<Id> exclude;
  std::size_t min_count = 0;  // least number of training rows of an item
  // Features by column. An item must have one of the values in each column: {"genres", {"Comedy", "Drama"}}.
  std::vector<std::pair<std::string, std::vector<std::string>>> where;

  // Restricts the candidates of a list. Throws an Error if the model has no such feature; its where() is the column.
  void apply(const ItemRanker& ranker, ItemRanking& list) const;
};

}  // namespace kinfold
