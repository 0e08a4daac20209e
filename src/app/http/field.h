// What a request may say: each of its words once, by which requests are read and checked, and told of in the
// interface's document.
#pragma once
#include <limits>
#include <string>
#include <vector>

namespace kinfold::http {

enum class Form {
  kText,
  kId,      // a text or a whole number, which is taken as its digits
  kNumber,  // finite
  kWhole,   // 0, 1, 2, ...
  kFlag,
  kIds,      // a list; in a query given again and again
  kTexts,    // the same of texts
  kTastes,   // a list of records, or of ids alone
  kRecords,  // a list of objects of the fields `parts`
  kKinds,    // an object of a text or a list of texts each: {"genres": ["Comedy", "Drama"]}; in a query genres=Comedy
  kCells,    // an object of numbers, texts, flags or null
  kRows,     // a list of these
};

struct Field {
  std::string name;
  Form form = Form::kText;
  std::string help = {};
  std::string otherwise = {};  // what it is where it is not given, as text; empty: nothing
  bool required = false;
  double least = 0, most = std::numeric_limits<double>::max();  // of numbers, or the length of lists and texts
  std::vector<std::string> choices = {};
  std::vector<Field> parts = {};
};

}  // namespace kinfold::http
