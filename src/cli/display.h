// How lists of items and users are shown, as text and as JSON.
#pragma once
#include <vector>

#include "cli/call.h"
#include "topk/top_k.h"

namespace kinfold::app {

// "1193" or "1193  One Flew Over the Cuckoo's Nest".
std::string label(const Model& model, Id id, bool item);

// {"id", "score", "name"}; the name where items have names.
Json json_of(const Model& model, const ScoredId& scored, bool item);
Json json_of(const Model& model, const std::vector<ScoredId>& list, bool items);

void print(const Model& model, const ScoredId& scored, bool item);

}  // namespace kinfold::app
