// Best items for a user and nearest rows of a table: exact, by scoring all candidates with a running top-k.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "model/model.h"

namespace kinfold {

struct Scored {
  Id id;
  float score;
};

// Best first, equal scores by id.

// Items by predicted value, without those in the user's history unless asked for. Items with fewer than `least`
// training rows are left out; of items without any nothing is known. The scores are unclipped, so that the order is
// total.
std::vector<Scored> recommend(const Model& model, Id user, std::size_t top, bool include_seen = false,
                              std::size_t least = 1);

// Rows of the same side by cosine of their vectors, without the row itself and those with fewer than `least` training
// rows.
std::vector<Scored> similar(const Model& model, const std::string& side, Id row, std::size_t top,
                            std::size_t least = 1);

// The row of an id on a side ("user" or "item"); an Error that proposes close ids when there is none.
Id find_id(const Model& model, const std::string& side, const std::string& id);

}  // namespace kinfold
