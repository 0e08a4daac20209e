// Options of reading data sources.
#pragma once
#include <string>
#include <vector>

#include "core/option.h"
#include "data/duplicates.h"

namespace kinfold {

struct DataOptions {
  std::string columns;
  std::string delimiter;
  std::string header = "auto";
  std::string encoding = "utf-8";
  std::string on_bad_row = "error";
  std::string on_duplicate = "last";

  static std::vector<OptionField<DataOptions>> fields() {
    using O = DataOptions;
    return {
        {.name = "columns",
         .value = "ROLE=NAME,..",
         .member = &O::columns,
         .help =
             "Columns by role, as names or as numbers from 1: user, item, value, time; head, relation, tail, weight; "
             "source, target; node, label."},
        {.name = "delimiter",
         .value = "TEXT",
         .member = &O::delimiter,
         .help = "Column separator of a text file; detected if not given."},
        {.name = "header",
         .value = "auto|yes|no",
         .member = &O::header,
         .help = "Whether the first line of a text file names its columns.",
         .choices = {"auto", "yes", "no"}},
        {.name = "encoding",
         .value = "NAME",
         .member = &O::encoding,
         .help = "Encoding of a text file.",
         .choices = {"utf-8", "latin-1", "utf-16"}},
        {.name = "on-bad-row",
         .value = "error|skip",
         .member = &O::on_bad_row,
         .help = "Row without a valid id or number: stop with an error, or skip and count it.",
         .choices = {"error", "skip"}},
        {.name = "on-duplicate",
         .value = "NAME",
         .member = &O::on_duplicate,
         .help = "Value of a duplicate pair or fact: the last by time, the mean, the sum, or an error.",
         .choices = kDuplicatePolicies},
    };
  }
};

// Types of feature columns, for users and items as well as for nodes.
struct FeatureColumnOptions {
  std::string feature_columns;

  static std::vector<OptionField<FeatureColumnOptions>> fields() {
    return {{.name = "feature-columns",
             .value = "NAME=TYPE,..",
             .member = &FeatureColumnOptions::feature_columns,
             .help = "Types of feature columns: category, list (separated by |), number or skip.",
             .needs = "user-features|item-features|node-features"}};
  }
};

struct SelfLoopOptions {
  std::string self_loops = "keep";

  static std::vector<OptionField<SelfLoopOptions>> fields() {
    return {{.name = "self-loops",
             .value = "NAME",
             .member = &SelfLoopOptions::self_loops,
             .help = "Links from a node to itself: keep, drop, or stop with an error.",
             .choices = {"keep", "drop", "error"}}};
  }
};

}  // namespace kinfold
