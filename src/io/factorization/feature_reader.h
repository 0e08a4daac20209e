// A table of features: an id column, and columns whose values become traits of that id.
#pragma once
#include <string>
#include <vector>

#include "factorization/side_features.h"
#include "io/source.h"

namespace kinfold {

struct FeatureReport {
  std::vector<std::string> columns;  // "genres: list, 18 values"
  std::vector<std::string> names;    // of all columns but the id's
  std::vector<std::string> missing;  // given a type and not there
  std::vector<std::string> notes;    // what a user should know: columns left out, very many values, ids given twice
};

// Types by `columns` ("age=number,genres=list,title=skip"), else by what is in them:
//   category  one trait for each value: "gender=F"
//   list      values parted by |, each a trait of weight count^-1/2: "genres=Comedy"
//   number    a trait for each of up to `bins` bins of equal count: "age=25..34"; few different values are categories
//   skip      left out; so are, with a note, texts that differ in nearly every row, such as titles
// The id is the column that is named like one of user or item, or the first. An empty cell gives no trait.
SideFeatureTable read_features(Source& source, const std::string& columns, std::size_t bins, FeatureReport& report);

}  // namespace kinfold
