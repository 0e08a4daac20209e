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

// pca: principal component analysis; svd: truncated SVD, without centring; glrm: generalized low-rank model with a loss
// for each column kind; sparse-pca: PCA with L1 on the loadings; nmf: nonnegative matrix factorization; logistic-pca:
// PCA of booleans with logistic loss; soft-impute: nuclear norm regularization.
inline const std::vector<std::string> kTableModels = {"pca", "svd",          "glrm",       "sparse-pca",
                                                      "nmf", "logistic-pca", "soft-impute"};
// full: full SVD by LAPACK; randomized: randomized SVD; als: alternating minimization; auto: chosen by the table's
// size, missing cells and model.
inline const std::vector<std::string> kTableSolvers = {"auto", "full", "randomized", "als"};
// Names of all column losses, and "auto".
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
    constexpr auto randomized = [](const TrainingChoice& c) {
      return (c.model == "pca" || c.model == "svd") && (c.solver == "randomized" || c.solver == "auto");
    };
    constexpr auto alternates = [](const TrainingChoice& c) {
      return c.model != "svd" && (c.model != "pca" || c.solver == "als" || c.solver == "auto");
    };
    return {
        {.name = "column-types",
         .value = "NAME=TYPE,..",
         .member = &O::column_types,
         .help = "Column types: number, count, boolean, ordinal, category, name (row names), label or skip."},
        {.name = "on-empty",
         .value = "drop|error",
         .member = &O::on_empty,
         .help = "Empty columns and rows: drop empty columns and give empty rows a zero vector, or stop with an error.",
         .choices = {"drop", "error"}},
        {.name = "standardize",
         .value = "yes|no",
         .member = &O::standardize,
         .help = "Scale each column to unit standard deviation.",
         .when = [](const TrainingChoice& c) { return c.model != "glrm" && c.model != "logistic-pca"; }},
        {.name = "oversampling",
         .value = "N",
         .member = &O::oversampling,
         .help = "Extra dimensions of the randomized SVD's subspace; more are more accurate.",
         .min = 0,
         .max = 1000,
         .when = randomized},
        {.name = "power-iterations",
         .value = "N",
         .member = &O::power_iterations,
         .help = "Power iterations of the randomized SVD; more are more accurate.",
         .min = 1,
         .max = 1000,
         .when = randomized},
        {.name = "cell-weights",
         .value = "SOURCE",
         .member = &O::cell_weights,
         .help = "Table of cell weights with the same shape; weight 0 makes a cell missing."},
        {.name = "restarts",
         .value = "N",
         .member = &O::restarts,
         .help = "Number of starts; the one with the lowest objective is kept.",
         .min = 1,
         .max = 1000,
         .when = alternates},
    };
  }
};

using TableTrainOptions =
    OptionSet<ModelOptions, SideRegOptions, TableOptions, RunOptions, ValidationOptions, DataOptions>;

// Throws a UsageError if the solver or model name is unknown.
void check_table_options(const TableTrainOptions& options);

}  // namespace kinfold
