// A model of a table: a vector for each row, and one for each feature, which is a column, or a level of a category.
//
//   s_if = offset_f + w_i . c_f          the score of a cell, which its column's loss turns into a value
#pragma once
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "core/matrix.h"
#include "table/frame.h"

namespace kinfold {

struct ModelColumn {
  FrameColumn column;
  std::string loss = "squared";
  Id first = 0;                        // its first feature
  Id features = 1;                     // how many it has: one, or one for each level
  double scale = 1;                    // a score of 1 in the units of the cells, for losses that have these
  double factor = 1;                   // on the loss
  std::vector<float> thresholds = {};  // of an ordinal: between its levels
  std::size_t observed = 0;               // cells that training saw
  double noise = 0;                    // deviation of the noise about what the model says, in the units of the cells
  // What is said of every cell where nothing is known of its row: the best constant scores of the features, of an
  // ordinal the thresholds about a score of 0. Empty in files from before it was kept.
  std::vector<float> constant = {};
};

// What is left at a rank of the constants' loss on withheld cells, with a 95 % interval.
struct RankPoint {
  std::size_t rank;
  double relative_loss, low, high;
};

// How the rank was chosen (table/rank_search.h).
struct RankCurve {
  std::vector<RankPoint> points;  // by rank; empty where the rank was given
  std::size_t selected_rank = 0;
  std::size_t rows = 0;      // that were looked at, of all
  std::size_t held_out = 0;  // cells, in all rounds together
  int parallel_analysis_rank =
      -1;  // directions that are longer than chance's (table/parallel_analysis.h); -1: not known
};

struct TableModel {
  std::string kind = "pca";
  std::vector<ModelColumn> columns;
  Matrix rows;                // rows x rank: scores on the directions
  Matrix features;            // features x rank: loadings
  std::vector<float> offset;  // of each feature
  // Root of the squares that each direction explains, falling; empty where directions share what they explain.
  std::vector<double> values;
  double residual_squares = 0;     // squares that the model does not say of columns with units, those of missing cells reckoned in
  double total_squares = 0;  // of all cells about the offsets, in units of score, those that are missing reckoned in
  double bound = 0;    // of a randomized spectrum (table/svd.h)
  // What a row's vector was bound by: its regularizer's name and regularization, for w_k values_k^-1/2 where there are
  // values.
  std::string row_regularizer = "l2";
  double row_reg = 0;
  std::vector<std::string> names, labels;  // of the rows; empty where they have none
  std::string label_name;                  // the column of the labels
  std::vector<double> curve;               // the objective by epoch, where there are epochs
  RankCurve rank_curve;
  std::map<std::string, std::string> options, data;

  std::size_t rank() const { return features.rank(); }
  bool is_gaussian() const;  // squared losses, and directions of known lengths
  std::size_t feature_count() const { return features.rows(); }
  double score(const float* row, Id feature) const;              // offset_f + w . c_f
  double explained_variance_ratio(std::size_t direction) const;  // of the squares that it explains
  double residual_dof_fraction() const;  // of the known cells, by which they outnumber the parameters
  // "height", or "colour=red" for a level of a category.
  std::string feature_name(Id feature) const;
  std::string row_name(Id row) const { return names.empty() ? std::to_string(row + 1) : names[row]; }
};

// Turns W C' into its singular form: columns of W orthogonal and by falling length, rows of C orthonormal, offsets such
// that W has mean zero where `centre` says so. The scores do not change, but for rows of zeros, of which nothing is
// known: they stay at the mean. Values become the lengths.
void to_singular_form(TableModel& model, bool centre);

}  // namespace kinfold
