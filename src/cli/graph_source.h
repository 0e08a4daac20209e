// Graphs and knowledge graphs as a command line names them.
#pragma once
#include "cli/call.h"
#include "io/kg/triple_reader.h"

namespace kinfold::app {

// Reads a source of links or triples and passes on what was said of it: bad rows and literals that were left out.
Triples load_triples(Call& call, const std::string& source, const TrainOptions& options, GraphTask kind);

}  // namespace kinfold::app
