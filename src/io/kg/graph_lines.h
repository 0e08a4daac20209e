// Graphs in files whose lines are not those of a table. `lines` is opened with SourceOptions::lines.
#pragma once
#include "io/kg/triple_reader.h"

namespace kinfold {

Triples read_n_triples(Source& lines, GraphTask kind, TriplesReport& report);
Triples read_edge_list(Source& lines, GraphTask kind, TriplesReport& report);
Triples read_matrix_market(Source& lines, GraphTask kind, TriplesReport& report);

}  // namespace kinfold
