#include "factorization/rating.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "factorization/unseen_ids.h"

namespace kinfold {
namespace {

struct ErrorTotals {
  double squared = 0, absolute = 0, rows = 0;
  ErrorTotals& operator+=(const ErrorTotals& other) {
    squared += other.squared, absolute += other.absolute, rows += other.rows;
    return *this;
  }
};

// Sums of errors by resampling unit.
std::vector<ErrorTotals> totals_by_unit(const std::vector<float>& predicted, const std::vector<Rating>& rows,
                                        const std::vector<Id>& user) {
  const ResampleUnits units = resample_units(user);
  std::vector<ErrorTotals> sums(units.count);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double error = double(predicted[i]) - rows[i].value;
    sums[units.of_row[i]] += {error * error, std::fabs(error), 1};
  }
  return sums;
}

}  // namespace

RatingScores score_ratings(const std::vector<float>& predicted, const std::vector<Rating>& rows,
                           const std::vector<Id>& user, std::uint64_t seed) {
  RatingScores result;
  result.rows = rows.size();
  if (rows.empty()) return result;
  const std::vector<ErrorTotals> units = totals_by_unit(predicted, rows, user);
  std::vector<double> rmse, mae;
  Random random(seed, {0xb007});
  for (std::size_t i = 0; i < kResamples; ++i) {
    ErrorTotals resampled;
    for (std::size_t k = 0; k < units.size(); ++k) resampled += units[random.below(units.size())];
    rmse.push_back(std::sqrt(resampled.squared / resampled.rows));
    mae.push_back(resampled.absolute / resampled.rows);
  }
  ErrorTotals all;
  for (const ErrorTotals& unit : units) all += unit;
  result.metrics["rmse"] = interval(std::sqrt(all.squared / all.rows), std::move(rmse));
  result.metrics["mae"] = interval(all.absolute / all.rows, std::move(mae));
  return result;
}

RatingReport evaluate_ratings(const Model& model, const Ratings& test, std::uint64_t seed) {
  const UnseenIds unseen = find_unseen_ids(model, test);
  struct TestSubset {
    std::vector<float> predicted;
    std::vector<Rating> rows;
    std::vector<Id> user;
  } all, warm, cold_user, cold_item;
  const Predictor predicted(model);
  for (std::size_t i = 0; i < unseen.rows.size(); ++i) {
    const Rating& row = unseen.rows[i];
    const float value = predicted(row.left, row.right, test.has_time() ? test.time[i] : NAN);
    const auto add = [&](TestSubset& subset) {
      subset.predicted.push_back(value);
      subset.rows.push_back(row);
      subset.user.push_back(test.rows[i].left);
    };
    add(all);
    if (!unseen.user[i] && !unseen.item[i]) add(warm);
    if (unseen.user[i]) add(cold_user);
    if (unseen.item[i]) add(cold_item);
  }
  RatingReport report{unseen.users, unseen.items, unseen.cold_users, unseen.cold_items, 0, {}, {}, {}, {}};
  report.repeated = std::size_t(std::ranges::count(unseen.repeated, 1));
  const auto scores = [seed](const TestSubset& subset) {
    return score_ratings(subset.predicted, subset.rows, subset.user, seed);
  };
  report.all = scores(all);
  report.warm = scores(warm);
  report.cold_user = scores(cold_user);
  report.cold_item = scores(cold_item);
  return report;
}

}  // namespace kinfold
