// Reads a table of user or item features: an id column, and columns whose values become features of that id.
#pragma once
#include <string>
#include <vector>

#include "factorization/side_features.h"
#include "io/source.h"

namespace kinfold {

struct FeatureReport {
  std::vector<std::string> columns;  // "genres: list, 18 values"
  std::vector<std::string> names;    // all columns but the id
  std::vector<std::string> missing;  // columns named by --feature-columns that do not exist
  std::vector<std::string> notes;    // for the user: skipped columns, columns with very many values, repeated ids
};

// The type of a column is given by `columns` ("age=number,genres=list,title=skip") or inferred from its cells:
//   category  one feature per value: "gender=F"
//   list      values separated by |; n values give n features of weight n^-1/2: "genres=Comedy"
//   number    one feature per quantile bin, up to `bins` bins: "age=25..34". Numbers with few distinct values are
//             inferred to be categories
//   skip      ignored. Texts that differ in nearly every row, such as titles, are skipped with a note
// The id column is the first one with a common name of a user or item column, or else the first column. An empty cell
// gives no feature. If an id repeats, its first row counts. Throws an Error if the table has no rows or only one
// column, or if a cell of a number column is not a number.
SideFeatureTable read_features(Source& source, const std::string& columns, std::size_t bins, FeatureReport& report);

}  // namespace kinfold
