// Reads links of graphs and facts of knowledge graphs from any source. The format follows from the source:
//   .nt                        N-Triples; may be compressed (.gz, .zst), as may the others
//   .mtx                       Matrix Market; each entry is a link
//   text that begins with      edge list, as published by SNAP or KONECT; not if a delimiter is set
//   # or %, or whose columns
//   are separated by spaces
//   everything else            a table with column roles (source.h): CSV, Parquet, database tables, queries, ...
#pragma once
#include <string>

#include "data/triples.h"
#include "io/source.h"

namespace kinfold {

enum class GraphTask { kLinks, kTriples };

struct TriplesReport : ReadReport {
  std::size_t literals = 0;  // skipped triples whose object is a literal
  std::string columns;       // the columns used: "head, relation, tail"
};

// Reads triples in the order of the source. Names stay as written ("007" is not 7); IRIs lose their brackets. Links are
// triples with the single relation "link". Weights must be finite and above 0; without a weight column all weights
// are 1. A bad row is an Error that names its location; with skip_bad_rows it is skipped and counted. For column roles,
// see graph_roles.h.
Triples read_triples(const std::string& source, GraphTask task, const SourceOptions& options, TriplesReport& report);

}  // namespace kinfold
