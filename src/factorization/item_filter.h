// Which items may be shown: by their ids, by their traits, by how often training showed them.
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
  std::size_t min_count = 0;  // training rows
  // Kinds of traits with values of which an item must have one: {"genres", {"Comedy", "Drama"}}. All kinds hold.
  std::vector<std::pair<std::string, std::vector<std::string>>> where;

  // Narrows a list. An Error where the model has no such trait: `where()` of it is the kind.
  void apply(const ItemRanker& ranker, ItemRanking& list) const;
};

}  // namespace kinfold
