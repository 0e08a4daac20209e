// Loads graphs and knowledge graphs for the verbs.
#pragma once
#include "cli/call.h"
#include "io/kg/triple_reader.h"

namespace kinfold::app {

// Reads a source of links or triples. Warns about bad rows and about literals, both of which it skips.
Triples load_triples(Call& call, const std::string& source, const TrainOptions& options, GraphTask kind);

}  // namespace kinfold::app
