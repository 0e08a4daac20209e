// Text and JSON of scored items and users.
#pragma once
#include <vector>

#include "cli/call.h"
#include "topk/top_k.h"

namespace kinfold::app {

// The id, followed by the item's name if there is one: "1193  One Flew Over the Cuckoo's Nest".
std::string label(const Model& model, Id id, bool item);

// {"id", "score"}, and "name" if the model has item names.
Json json_of(const Model& model, const ScoredId& scored, bool item);
Json json_of(const Model& model, const std::vector<ScoredId>& list, bool items);

// Prints the score and the label as one line.
void print_scored(const Model& model, const ScoredId& scored, bool item);

}  // namespace kinfold::app
