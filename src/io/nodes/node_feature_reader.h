// Tables of what is known of nodes: an id column, and columns that become numbers of a row each.
#pragma once
#include <string>
#include <vector>

#include "data/node_features.h"
#include "io/source.h"

namespace kinfold {

struct NodeFeaturesReport : ReadReport {
  std::vector<std::string> columns;  // "genres: list, 18 values"
  std::vector<std::string> notes;    // what a user should know: columns left out, very many values, ids given twice
};

// Types by `columns` ("age=number,genres=list,title=skip"), else by what is in them:
//   number    a column of its value, as it is; yes and no are 1 and 0. A list of as many fractions in every row is a
//             vector: "embedding[0]", ...; such are DuckDB's DOUBLE[], FLOAT[] and lists of a fixed length
//   category  a column for each value, of ones: "club=Officer"
//   list      values parted by |, or by spaces, or a list of DuckDB's: a column for each, of ones: "words=19". Where
//             all are NAME:NUMBER, as libsvm writes them, of that number
//   skip      left out; so are, with a note, texts that differ in nearly every row and share no words
// The nodes are named by the column that is named like one of ids, or by the first; of a repeated node the first row
// counts. An empty cell of a category or list gives nothing; that of a number, as a number that is not finite or an
// empty node, makes a bad row: an Error that names place and column, or skipped and counted.
NodeFeatures read_node_features(Source& source, const std::string& columns, NodeFeaturesReport& report);

// The same of a source that is yet to be opened. The rows of a .npy file are the nodes 0, 1, ..., its columns are
// called 1, 2, ...
NodeFeatures read_node_features(const std::string& source, const SourceOptions& options, const std::string& columns,
                                NodeFeaturesReport& report);

}  // namespace kinfold
