// Nearest neighbors of a row among the rows of its side.
#pragma once
#include <string>
#include <vector>

#include "serve/named_rows.h"
#include "topk/top_k.h"

namespace kinfold {

// The `top` nearest rows, best first. `metric` is "cosine" or "dot" (kSimilarities of factorization/recommend.h).
// Excludes the row itself and untrained rows. Empty if the row itself is untrained.
std::vector<ScoredId> neighbors(const NamedRows& rows, Id row, std::size_t top, const std::string& metric);

}  // namespace kinfold
