#include "factorization/model.h"

#include <algorithm>

#include "loss/point.h"

namespace kinfold {

History make_history(const std::vector<Rating>& rows, std::size_t users) {
  History history;
  history.begin.assign(users + 1, 0);
  for (const Rating& r : rows) ++history.begin[r.left + 1];
  for (std::size_t u = 0; u < users; ++u) history.begin[u + 1] += history.begin[u];
  std::vector<std::uint64_t> next(history.begin.begin(), history.begin.end() - 1);
  history.item.resize(rows.size());
  history.value.resize(rows.size());
  for (const Rating& r : rows) {
    const std::uint64_t at = next[r.left]++;
    history.item[at] = r.right;
    history.value[at] = r.value;
  }
  return history;
}

std::vector<std::uint32_t> count_items(const History& history, std::size_t items) {
  std::vector<std::uint32_t> counts(items);
  for (Id item : history.item) ++counts[item];
  return counts;
}

StateDict state_dict(Model& model) {
  StateDict state;
  add_state(state, "user", model.users);
  add_state(state, "item", model.items);
  add_state(state, "user.side_features", model.user_side_features.side);
  add_state(state, "item.side_features", model.item_side_features.side);
  state.push_back({"time.item_bin", &model.time.item_bin});
  state.push_back({"time.drift", &model.time.drift});
  state.push_back({"time.day", &model.time.day});
  return state;
}

Matrix mean_user(const Model& model) {
  std::vector<double> sum(model.rank());
  double count = 0;
  for (Id user = 0; user < model.user_ids.size(); ++user) {
    if (!model.user_is_warm(user)) continue;
    ++count;
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += model.users.factors[user][k];
  }
  Matrix mean(1, model.rank());
  for (std::size_t k = 0; k < sum.size(); ++k) mean[0][k] = float(sum[k] / std::max(count, 1.0));
  return mean;
}

void swap_state(Model& a, Model& b) {
  std::swap(a.users, b.users);
  std::swap(a.items, b.items);
  std::swap(a.user_side_features.side, b.user_side_features.side);
  std::swap(a.item_side_features.side, b.item_side_features.side);
  std::swap(a.time.item_bin, b.time.item_bin);
  std::swap(a.time.drift, b.time.drift);
  std::swap(a.time.day, b.time.day);
  std::swap(a.offset, b.offset);
  std::swap(a.samples, b.samples);
  std::swap(a.noise, b.noise);
}

Predictor::Predictor(const Model& model) : model_(model) {
  if (model.task == "likes") return;
  dispatch(PointLosses{}, "loss", model.loss,
           [&]<class Loss>() { mean_ = [](float score) { return Loss{}.mean(score); }; });
}

float Predictor::value(float score) const {
  if (!mean_) return score;
  const float value = mean_(score);
  return model_.clip ? std::clamp(value, model_.low, model_.high) : value;
}

float Predictor::operator()(Id user, Id item, double time) const {
  float sum = 0;
  Id row = user;
  if (!model_.time.empty() && std::isfinite(time)) {
    sum = model_.time.score(user, item, time);
    row = model_.time.row_at(user, time);
  }
  if (user != kUnseen && item != kUnseen) return value(sum + score(model_.scorer(), row, item));
  return value(sum + model_.offset + (user != kUnseen ? model_.users.bias_and_reg[row].bias : 0) +
               (item != kUnseen ? model_.items.bias_and_reg[item].bias : 0));
}

float predict(const Model& model, Id user, Id item, double time) { return Predictor(model)(user, item, time); }

float predicted_stddev(const Model& model, Id user, Id item, double time) {
  if (model.samples == 0) return NAN;
  double sum = 0, squares = 0;
  if (user != kUnseen && item != kUnseen) {
    const Id row = std::isfinite(time) ? model.time.row_at(user, time) : user;
    const float *p = model.users.factors[row], *q = model.items.factors[item];
    const std::size_t samples = model.samples, width = model.rank() / samples;
    for (std::size_t s = 0; s < samples; ++s) {
      const double product = double(samples) * dot(p + s * width, q + s * width, width);
      sum += product / double(samples);
      squares += product * product / double(samples);
    }
  }
  return std::sqrt(float(std::max(0.0, squares - sum * sum)) + model.noise * model.noise);
}

}  // namespace kinfold
