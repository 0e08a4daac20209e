// The rows of a side nearest to one of them.
#pragma once
#include <string>
#include <vector>

#include "serve/named_rows.h"
#include "topk/top_k.h"

namespace kinfold {

// By cosine, or by dot product (kSimilarities of factorization/recommend.h), best first; without the row itself and
// those of which training showed nothing. A row that has no vector is near nothing.
std::vector<ScoredId> neighbors(const NamedRows& rows, Id row, std::size_t top, const std::string& metric);

}  // namespace kinfold
