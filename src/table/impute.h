// What a model of a table says of rows: their vectors, and their cells, known or not.
#pragma once
#include <string>
#include <vector>

#include "core/pool.h"
#include "table/frame.h"
#include "table/table_model.h"
#include "topk/top_k.h"

namespace kinfold {

// A vector for each row of `cells` (rows x the model's columns). With all cells known it is the projection; otherwise
// the mean of what the known ones leave likely (table/row_posterior.h). Where losses are not all squared, or directions
// share what they explain, it is the vector of least loss and regularizer. A row of which nothing is known gets zeros.
Matrix transform(const TableModel& model, const Matrix& cells, Pool& pool);

// A value, and bounds that hold it in 95 of 100 cases (of squared losses: by the noise of the cell, and what is not
// known of its row and of its column, the ranks being right); what has levels, or is yes or no, has no bounds (NaN) but
// the chance of the value where its loss tells one (logistic, softmax).
struct CellEstimate {
  float value, low, high, probability;
};

struct ImputedCell : CellEstimate {
  Id row, column;
};

// Fills the missing cells in and tells what it put where, row by row.
std::vector<ImputedCell> impute(const TableModel& model, Matrix& cells, Pool& pool);

// Rows near a row, or features near a feature, by cosine or dot product (kSimilarities): of the rows' vectors, and of
// the features' with each direction weighed by what it explains. What has no vector is near nothing.
std::vector<ScoredId> nearest(const TableModel& model, bool rows, Id to, std::size_t top, const std::string& metric);

}  // namespace kinfold
