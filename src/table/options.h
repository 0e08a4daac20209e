// Options of table models: PCA, SVD, NMF and generalized low-rank models.
#pragma once
#include <string>
#include <vector>

#include "core/option.h"
#include "data/options.h"
#include "regularizer/options.h"
#include "table/frame.h"
#include "train/options.h"

namespace kinfold {

// pca: centred, orthonormal directions; svd: the same without centring; glrm: a generalized low-rank model with a loss
// for each column by its kind; sparse-pca: directions of few columns; nmf: nothing is negative; logistic-pca:
// probabilities of yes and no; soft-impute: the least nuclear norm.
inline const std::vector<std::string> kTableModels = {"pca", "svd",          "glrm",       "sparse-pca",
                                                      "nmf", "logistic-pca", "soft-impute"};
// full, randomized: singular vectors, all or the leading ones; als: alternating minimisation; auto: what suits the
// table.
inline const std::vector<std::string> kTableSolvers = {"auto", "full", "randomized", "als"};
const std::vector<std::string>& table_losses();

struct TableOptions {
  std::string column_types;
  std::string on_empty = "drop";
  bool standardize = false;
  int oversampling = 10, power_iterations = 5;
  int restarts = 1;
  std::string cell_weights;

  static std::vector<OptionField<TableOptions>> fields() {
    using O = TableOptions;
    constexpr auto spectral = [](const TrainingChoice& c) { return c.model == "pca" || c.model == "svd"; };
    return {
        {.name = "column-types",
         .value = "NAME=TYPE,..",
         .member = &O::column_types,
         .help = "Types of columns: number, count, boolean, ordinal, category, name (of the rows), label or skip."},
        {.name = "on-empty",
         .value = "drop|error",
         .member = &O::on_empty,
         .help = "Drop columns without values and give empty rows a zero vector, or stop.",
         .choices = {"drop", "error"}},
        {.name = "standardize",
         .value = "yes|no",
         .member = &O::standardize,
         .help = "Scale each column to unit standard deviation."},
        {.name = "oversampling",
         .value = "N",
         .member = &O::oversampling,
         .help = "Extra vectors of the randomized subspace.",
         .min = 0,
         .max = 1000,
         .when = spectral},
        {.name = "power-iterations",
         .value = "N",
         .member = &O::power_iterations,
         .help = "Power iterations of the randomized solver; more are more accurate.",
         .min = 1,
         .max = 1000,
         .when = spectral},
        {.name = "cell-weights",
         .value = "SOURCE",
         .member = &O::cell_weights,
         .help = "Table of the same shape: the weight of each cell; 0 makes it missing."},
        {.name = "restarts",
         .value = "N",
         .member = &O::restarts,
         .help = "Random restarts; the one with the lowest objective is kept.",
         .min = 1,
         .max = 1000},
    };
  }
};

using TableTrainOptions =
    OptionSet<ModelOptions, SideRegOptions, TableOptions, RunOptions, ValidationOptions, DataOptions>;

// Refuses options that do not go together.
void check_table_options(const TableTrainOptions& options);

}  // namespace kinfold
