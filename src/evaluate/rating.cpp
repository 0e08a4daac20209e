#include "evaluate/rating.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "evaluate/strangers.h"

namespace kinfold {
namespace {

struct Sums {
  double squared = 0, absolute = 0, rows = 0;
  Sums& operator+=(const Sums& other) {
    squared += other.squared, absolute += other.absolute, rows += other.rows;
    return *this;
  }
};

// Errors summed by unit of resampling.
std::vector<Sums> sums_by_unit(const std::vector<float>& predicted, const std::vector<Rating>& rows,
                               const std::vector<Id>& user) {
  const Units units = units_of(user);
  std::vector<Sums> sums(units.count);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double miss = double(predicted[i]) - rows[i].value;
    sums[units.of_row[i]] += {miss * miss, std::fabs(miss), 1};
  }
  return sums;
}

}  // namespace

RatingScores score_ratings(const std::vector<float>& predicted, const std::vector<Rating>& rows,
                           const std::vector<Id>& user, std::uint64_t seed) {
  RatingScores result;
  result.rows = rows.size();
  if (rows.empty()) return result;
  const std::vector<Sums> units = sums_by_unit(predicted, rows, user);
  std::vector<double> rmse, mae;
  Random random(seed, {0xb007});
  for (std::size_t i = 0; i < kResamples; ++i) {
    Sums drawn;
    for (std::size_t k = 0; k < units.size(); ++k) drawn += units[random.below(units.size())];
    rmse.push_back(std::sqrt(drawn.squared / drawn.rows));
    mae.push_back(drawn.absolute / drawn.rows);
  }
  Sums all;
  for (const Sums& unit : units) all += unit;
  result.metrics["rmse"] = interval(std::sqrt(all.squared / all.rows), std::move(rmse));
  result.metrics["mae"] = interval(all.absolute / all.rows, std::move(mae));
  return result;
}

RatingReport evaluate_ratings(const Model& model, const Ratings& test, std::uint64_t seed) {
  const Strangers strangers = find_strangers(model, test);
  struct Part {
    std::vector<float> predicted;
    std::vector<Rating> rows;
    std::vector<Id> user;
  } all, warm, cold_user, cold_item;
  const Predictor predicted(model);
  for (std::size_t i = 0; i < strangers.rows.size(); ++i) {
    const Rating& row = strangers.rows[i];
    const float value = predicted(row.left, row.right, test.has_time() ? test.time[i] : NAN);
    const auto add = [&](Part& part) {
      part.predicted.push_back(value);
      part.rows.push_back(row);
      part.user.push_back(test.rows[i].left);
    };
    add(all);
    if (!strangers.user[i] && !strangers.item[i]) add(warm);
    if (strangers.user[i]) add(cold_user);
    if (strangers.item[i]) add(cold_item);
  }
  RatingReport report{strangers.users, strangers.items, strangers.cold_users, strangers.cold_items, 0, {}, {}, {}, {}};
  report.repeated = std::size_t(std::ranges::count(strangers.repeated, 1));
  const auto scores = [seed](const Part& part) { return score_ratings(part.predicted, part.rows, part.user, seed); };
  report.all = scores(all);
  report.warm = scores(warm);
  report.cold_user = scores(cold_user);
  report.cold_item = scores(cold_item);
  return report;
}

}  // namespace kinfold
