#include "factorization/slices.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "factorization/unseen_ids.h"
#include "factorization/votes.h"

namespace kinfold {

std::vector<Slice> slices_by(const std::vector<double>& key, const std::vector<float>& predicted,
                             const std::vector<float>& actual, std::size_t count) {
  std::vector<std::size_t> order(key.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t row) { return key[row]; });
  std::vector<Slice> slices;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    const std::size_t remaining = count - slices.size();  // slices for the remaining rows
    end = begin + (order.size() - begin + remaining - 1) / remaining;
    while (end < order.size() && key[order[end]] == key[order[end - 1]]) ++end;
    Slice slice{key[order[begin]], key[order[end - 1]], end - begin};
    double squares = 0;
    for (std::size_t n = begin; n < end; ++n) {
      const double p = predicted[order[n]], a = actual[order[n]];
      slice.predicted += p, slice.actual += a, squares += (p - a) * (p - a);
    }
    const double rows = double(slice.rows);
    slice.predicted /= rows, slice.actual /= rows, slice.rmse = std::sqrt(squares / rows);
    slices.push_back(slice);
  }
  return slices;
}

SlicedErrors slice_errors(const Model& model, const Ratings& test) {
  const UnseenIds unseen = find_unseen_ids(model, test);
  const Predictor predict(model);
  const float threshold = model.task == "votes" ? like_threshold(test) : 0;
  std::vector<double> users, items, predictions;
  std::vector<float> predicted, actual;
  for (std::size_t i = 0; i < unseen.rows.size(); ++i) {
    const Rating& row = unseen.rows[i];
    predicted.push_back(predict(row.left, row.right, test.has_time() ? test.time[i] : NAN));
    actual.push_back(model.task == "votes" ? float(row.value > threshold) : row.value);
    predictions.push_back(predicted.back());
    users.push_back(row.left == kUnseen ? 0
                                        : double(model.history.begin[row.left + 1] - model.history.begin[row.left]));
    items.push_back(row.right == kUnseen ? 0 : double(model.item_counts[row.right]));
  }
  return {slices_by(users, predicted, actual), slices_by(items, predicted, actual),
          test.has_time() ? slices_by(test.time, predicted, actual) : std::vector<Slice>(),
          slices_by(predictions, predicted, actual)};
}

}  // namespace kinfold
