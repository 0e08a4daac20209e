// Reads graphs from line-based formats. `lines` must be opened with SourceOptions::lines. Errors and reports are those
// of read_triples().
#pragma once
#include "io/kg/triple_reader.h"

namespace kinfold {

Triples read_n_triples(Source& lines, GraphTask task, TriplesReport& report);
Triples read_edge_list(Source& lines, GraphTask task, TriplesReport& report);
Triples read_matrix_market(Source& lines, GraphTask task, TriplesReport& report);

}  // namespace kinfold
