// Tests fit_low_rank with every loss, and the regularizers that each supports.
#include <gtest/gtest.h>

#include "oracle/low_rank.h"
#include "oracle/table_fixture.h"
#include "table/low_rank.h"

namespace kinfold {
namespace {

using oracle::kMixed;
using TableFixture = oracle::TableFixture;

struct LossCase {
  std::string loss, rows, columns;
  friend std::ostream& operator<<(std::ostream& out, const LossCase& c) {
    return out << c.loss << ", " << c.rows << " rows, " << c.columns << " columns";
  }
};
std::vector<LossCase> loss_cases() {
  std::vector<LossCase> all;
  std::vector<std::string> losses = ColumnLosses::names();
  losses.push_back("mixed");
  std::erase(losses, "kullback-leibler");
  for (const std::string& loss : losses)
    for (const auto& [rows, columns] : {std::pair{"l2", "l2"}, {"l2", "l1"}, {"nonnegative", "l2"}})
      all.push_back({loss, rows, columns});
  for (const char* loss : {"squared", "kullback-leibler"}) all.push_back({loss, "nonnegative", "nonnegative"});
  all.push_back({"squared", "l1", "l2"});
  return all;
}

class LowRankCase : public ::testing::TestWithParam<LossCase> {
 protected:
  TableFixture fixture(std::size_t rows) const {
    return TableFixture(rows, GetParam().loss == "mixed" ? kMixed : std::vector<std::string>(6, GetParam().loss), 0.2);
  }
  LowRankOptions options() const {
    LowRankOptions options;
    options.rank = 2;
    options.rows = {GetParam().rows, 0.5f};
    options.columns = {GetParam().columns, 0.5f};
    options.offsets = GetParam().loss != "kullback-leibler";  // scores must be nonnegative
    return options;
  }
  bool has_corners() const {
    return GetParam().loss == "hinge" || GetParam().loss == "absolute" || GetParam().loss == "quantile";
  }
  Pool pool{2};
};

// Compares the best of several restarts with that of the reference. Losses with corners have many local minima, so a
// few restarts may miss the best one; but the reference must not improve the solution when it starts there.
TEST_P(LowRankCase, ReachesObjectiveOfReference) {
  const TableFixture w = fixture(16);
  LowRankOptions options = this->options();
  options.epochs = 1500;
  options.tolerance = 1e-7;
  options.restarts = 6;
  const LowRankModel model = fit_low_rank(w.cells, nullptr, w.columns, options, pool);
  const oracle::LowRankReference reference(w.cells, nullptr, w.columns, options);
  const double reached = reference.objective(model);
  EXPECT_NEAR(reached, model.objective.back(), 1e-4 * reached);
  EXPECT_LE(reached, reference.best_objective(3, 800) * (1 + (has_corners() ? 5e-2 : 1e-3)));
  EXPECT_LE(reached, reference.best_objective_from(model, 800) * (1 + 1e-3));
}

TEST_P(LowRankCase, ObjectiveNeverIncreases) {
  const TableFixture w = fixture(60);
  LowRankOptions options = this->options();
  options.epochs = 60;
  options.tolerance = -1;
  const LowRankModel model = fit_low_rank(w.cells, nullptr, w.columns, options, pool);
  ASSERT_EQ(model.objective.size(), 60u);
  for (std::size_t e = 1; e < 60; ++e) EXPECT_LE(model.objective[e], model.objective[e - 1] * (1 + 1e-6)) << e;
  EXPECT_LT(model.objective.back(), model.objective.front());
}

TEST_P(LowRankCase, RegularizersApplyToTheirSides) {
  const TableFixture w = fixture(60);
  const LowRankModel model = fit_low_rank(w.cells, nullptr, w.columns, options(), pool);
  const auto expect_regularized = [](const std::string& kind, const Matrix& side) {
    std::size_t zeros = 0;
    for (float x : side.padded()) {
      zeros += x == 0;
      if (kind == "nonnegative") {
        ASSERT_GE(x, 0);
      }
    }
    const std::size_t padding = side.rows() * (side.stride() - side.rank());
    if (kind == "l2") {
      EXPECT_EQ(zeros, padding);
    } else if (kind == "nonnegative") {
      EXPECT_GT(zeros, padding);
    }
  };
  expect_regularized(GetParam().rows, model.rows);
  expect_regularized(GetParam().columns, model.columns);
}

INSTANTIATE_TEST_SUITE_P(Losses, LowRankCase, ::testing::ValuesIn(loss_cases()));

}  // namespace
}  // namespace kinfold
