// Links of graphs and facts of knowledge graphs out of any source. The reader is chosen by what the source is:
//   .nt                                   N-Triples; packed too (.gz, .zst), as the others
//   .mtx                                  a Matrix Market matrix, of which each entry is a link
//   text that begins with # or %, or
//   whose columns are parted by blanks    an edge list, as of SNAP or KONECT; not where a delimiter is given
//   all else                              columns with roles, as of source.h: CSV, Parquet, tables, queries, ...
#pragma once
#include <string>

#include "data/triples.h"
#include "io/source.h"

namespace kinfold {

enum class GraphTask { kLinks, kTriples };

struct TriplesReport : ReadReport {
  std::size_t literals = 0;  // triples left out since their object is a value rather than an entity
  std::string columns;       // "head, relation, tail"
};

// Rows keep the source's order, names are texts as they stand ("007" stays), IRIs without their brackets. Links are
// triples of the one relation "link". Weights are finite and above 0; without a column of them all count alike. A bad
// row is an Error that names its place, or is skipped and counted. Roles: graph_roles.h.
Triples read_triples(const std::string& source, GraphTask kind, const SourceOptions& options, TriplesReport& report);

}  // namespace kinfold
