// A trained table model: a vector w_i for each row, and a vector c_f for each feature. A feature is a column, or a
// level of a category.
//
//   s_if = offset_f + w_i . c_f          the score of a cell; the loss of its column maps it to a value
#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "core/matrix.h"
#include "core/property.h"
#include "table/frame.h"

namespace kinfold {

struct ModelColumn {
  FrameColumn column;
  std::string loss = "squared";
  Id first = 0;                        // index of its first feature
  Id features = 1;                     // number of features: one, or one for each level
  double scale = 1;                    // cell = scale * score, for losses with units; otherwise 1
  double factor = 1;                   // multiplies the loss
  std::vector<float> thresholds = {};  // thresholds of an ordinal
  std::size_t observed = 0;            // number of observed cells in training
  double noise = 0;                    // standard deviation of the residuals, in the units of the cells
  // Baseline: the best constant score of each feature; for an ordinal, the best thresholds at score 0. Empty in files
  // of older versions.
  std::vector<float> constant = {};
};

// Loss on held-out cells at one rank, relative to the loss of the constants, with a 95 % interval.
struct RankPoint {
  std::size_t rank;
  double relative_loss, low, high;
};

// Result of the rank search (table/rank_search.h).
struct RankCurve {
  std::vector<RankPoint> points;  // by rank; empty if the rank was not searched
  std::size_t selected_rank = 0;
  std::size_t rows = 0;             // number of rows that the search used
  std::size_t held_out = 0;         // number of held-out cells over all rounds
  int parallel_analysis_rank = -1;  // rank by table/parallel_analysis.h; -1 if it was not run
};

struct TableModel {
  std::string kind = "pca";
  std::vector<ModelColumn> columns;
  Matrix rows;                // rows x rank: scores on the directions
  Matrix features;            // features x rank: loadings
  std::vector<float> offset;  // one for each feature
  // Singular values: square root of the squares that each direction explains, in descending order. Empty if the
  // directions are not orthogonal (nmf, sparse-pca).
  std::vector<double> values;
  // Sums of squares over the columns with units, in units of the score; missing cells are extrapolated.
  double residual_squares = 0;  // of the residuals of the model
  double total_squares = 0;     // of the differences to the offsets
  double bound = 0;             // error bound of a randomized SVD (table/svd.h)
  // Regularizer of the row vectors and its regularization strength. If `values` is not empty, it applies to
  // w_k values_k^-1/2.
  std::string row_regularizer = "l2";
  double row_reg = 0;
  std::vector<std::string> names, labels;  // row names and labels; empty if there are none
  std::string label_name;                  // name of the label column
  std::vector<double> curve;               // objective after each epoch; empty for solvers without epochs
  RankCurve rank_curve;
  Properties options, data;

  std::size_t rank() const { return features.rank(); }
  bool is_gaussian() const;  // all losses are squared, and `values` is not empty
  std::size_t feature_count() const { return features.rows(); }
  double score(const float* row, Id feature) const;              // offset_f + w . c_f
  double explained_variance_ratio(std::size_t direction) const;  // fraction of total_squares that a direction explains
  // Residual degrees of freedom divided by the number of observed cells: 1 - parameters / observed cells, at least
  // 0.05.
  double residual_dof_fraction() const;
  // "height" for a column, "colour=red" for a level of a category.
  std::string feature_name(Id feature) const;
  // The name of a row, or its 1-based number if it has none.
  std::string row_name(Id row) const { return names.empty() ? std::to_string(row + 1) : names[row]; }
};

// Transforms W C' into its singular form: the columns of W are orthogonal and sorted by descending norm, the columns of
// C are orthonormal, and model.values are the norms. If `centre`, offsets are shifted so that W has mean zero. Scores
// do not change, except for rows of zeros (no observed cells), which stay at the mean.
void to_singular_form(TableModel& model, bool centre);

}  // namespace kinfold
