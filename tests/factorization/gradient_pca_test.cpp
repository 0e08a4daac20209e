// PCA by stochastic gradient descent: a factorization of the centered cells without biases.
#include <gtest/gtest.h>

#include "factorization/train_model.h"
#include "registry/options.h"
#include "table/low_rank_column.h"
#include "table/svd.h"
#include "table/tables.h"

namespace kinfold {
namespace {

using oracle::planted_table;

// The cells minus their column means, as ratings.
Ratings centered(const Matrix& cells) {
  Ratings ratings;
  for (Id i = 0; i < cells.rows(); ++i) ratings.users.add("r" + std::to_string(i));
  for (Id j = 0; j < cells.rank(); ++j) {
    ratings.items.add("c" + std::to_string(j));
    double mean = 0;
    for (Id i = 0; i < cells.rows(); ++i) mean += cells[i][j] / double(cells.rows());
    for (Id i = 0; i < cells.rows(); ++i) ratings.rows.push_back({i, j, float(cells[i][j] - mean)});
  }
  return ratings;
}

TEST(GradientPca, SpansThePrincipalComponents) {
  const auto planted = planted_table(300, 16, 3, 0.3);
  TrainOptions options = TrainOptions::defaults("ratings", "sgd");
  options.rank = 3;
  options.biases = options.clip = false;
  options.reg = 0;
  options.init_std = 0.1;
  options.epochs = 400;
  options.threads = 2;
  const Model model = train_ratings(centered(planted.frame.cells), std::nullopt, options);
  const MatrixBlocks blocks(planted.frame.cells);
  Pool pool(2);
  const SvdResult principal = full_svd(DenseOperator(blocks, {column_stats(blocks, pool).mean, {}}), 3, pool);
  EXPECT_GT(min_principal_cosine(transpose_columns(model.items.factors, 0, 3, pool), principal.vectors),
            std::cos(1e-3));
}

}  // namespace
}  // namespace kinfold
