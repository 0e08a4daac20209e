#include "evaluate/rating.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"

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
  const std::vector<Rating> rows = translate(test, model.user_ids, model.item_ids);
  RatingReport report;
  struct Part {
    std::vector<float> predicted;
    std::vector<Rating> rows;
    std::vector<Id> user;
  } all, warm, cold_user, cold_item;
  std::vector<std::uint8_t> users(test.users.size()), items(test.items.size());
  std::vector<std::vector<Id>> seen(test.users.size());  // sorted items of each user's history, filled at first need
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Id user = rows[i].left, item = rows[i].right, test_user = test.rows[i].left;
    const bool user_warm = model.user_is_warm(user), item_warm = model.item_is_warm(item);
    if (!std::exchange(users[test_user], 1)) {
      ++report.users, report.cold_users += !user_warm;
      if (user_warm) {
        const auto begin = model.history.item.begin();
        seen[test_user].assign(begin + std::ptrdiff_t(model.history.begin[user]),
                               begin + std::ptrdiff_t(model.history.begin[user + 1]));
        std::ranges::sort(seen[test_user]);
      }
    }
    if (!std::exchange(items[test.rows[i].right], 1)) ++report.items, report.cold_items += !item_warm;
    report.repeated += std::ranges::binary_search(seen[test_user], item);
    const float value = predict(model, user, item);
    const auto add = [&](Part& part) {
      part.predicted.push_back(value);
      part.rows.push_back(rows[i]);
      part.user.push_back(test_user);
    };
    add(all);
    if (user_warm && item_warm) add(warm);
    if (!user_warm) add(cold_user);
    if (!item_warm) add(cold_item);
  }
  const auto scores = [seed](const Part& part) { return score_ratings(part.predicted, part.rows, part.user, seed); };
  report.all = scores(all);
  report.warm = scores(warm);
  report.cold_user = scores(cold_user);
  report.cold_item = scores(cold_item);
  return report;
}

}  // namespace kinfold
