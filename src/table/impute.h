// Applies a trained table model: embeds rows, imputes missing cells, and finds nearest neighbors.
#pragma once
#include <string>
#include <vector>

#include "core/pool.h"
#include "table/frame.h"
#include "table/table_model.h"
#include "topk/top_k.h"

namespace kinfold {

// Embeds each row of `cells` (rows x columns of the model); returns rows x rank. A Gaussian model gives the projection
// of complete rows and the posterior mean of rows with missing cells (table/row_posterior.h). Any other model gives the
// vector that minimizes loss plus regularizer. A row without observed cells gets zeros.
Matrix transform(const TableModel& model, const Matrix& cells, Pool& pool);

// An imputed value with a 95 % prediction interval. For squared losses the interval includes the noise of the cell and
// the uncertainty of its row and column vectors, given that the rank is right. Booleans, ordinals and categories have
// no interval (NaN); logistic and softmax give the probability of the value instead.
struct CellEstimate {
  float value, low, high, probability;
};

struct ImputedCell : CellEstimate {
  Id row, column;
};

// Fills in the missing cells. Returns the imputed cells, ordered by row.
std::vector<ImputedCell> impute(const TableModel& model, Matrix& cells, Pool& pool);

// The `top` nearest rows of row `query`, or features of feature `query` if `rows` is false, by `metric`: cosine or dot
// (kSimilarities). Feature vectors are scaled by the singular value of each direction. Zero vectors are excluded, and
// so is the query.
std::vector<ScoredId> nearest(const TableModel& model, bool rows, Id query, std::size_t top, const std::string& metric);

}  // namespace kinfold
