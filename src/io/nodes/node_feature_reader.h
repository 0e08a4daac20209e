// Reads node feature tables: a node column, and columns that become the columns of a sparse feature matrix.
#pragma once
#include <string>
#include <vector>

#include "data/node_features.h"
#include "io/source.h"

namespace kinfold {

struct NodeFeaturesReport : ReadReport {
  std::vector<std::string> columns;  // "genres: list, 18 values"
  std::vector<std::string> notes;    // for the user: skipped columns, columns with very many values, repeated ids
};

// The type of a column is given by `columns` ("age=number,genres=list,title=skip") or inferred from its cells:
//   number    one column with the value; true and false are 1 and 0. DOUBLE[], FLOAT[] and fixed-length lists of DuckDB
//             are vectors: one column per component, "embedding[0]", ...
//   category  one-hot encoding, one column per value: "club=Officer"
//   list      multi-hot encoding of values separated by | or by spaces, or of a DuckDB list: "words=19". If all items
//   have
//             the form NAME:NUMBER (libsvm format), the number is the value
//   skip      ignored. Texts that differ in nearly every row and share no words are skipped with a note
// The node column is the first one with a common name of a node or id column, or else the first column. If a node
// repeats, its first row counts. Empty cells of categories and lists give zeros. An empty or non-finite number and an
// empty node make a bad row: an Error that names location and column; with skip_bad_rows it is skipped and counted.
NodeFeatures read_node_features(Source& source, const std::string& columns, NodeFeaturesReport& report);

// The same, for a source that is not opened yet. May be a .npy file: its rows are the nodes 0, 1, ..., and its columns
// are named 1, 2, ...
NodeFeatures read_node_features(const std::string& source, const SourceOptions& options, const std::string& columns,
                                NodeFeaturesReport& report);

}  // namespace kinfold
