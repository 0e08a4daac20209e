#include "serve/fold_in.h"

#include <algorithm>
#include <cmath>

#include "solver/rows.h"

namespace kinfold {
namespace {

constexpr int kNewtonSteps = 8;

double option(const Model& model, const std::string& name, double otherwise) {
  const auto at = model.options.find(name);
  return at == model.options.end() || at->second.empty() ? otherwise : std::stod(at->second);
}

// Mean square of each column over the users that training showed: what a sampler holds them to.
std::vector<float> spread(const Model& model) {
  std::vector<double> squares(model.rank());
  double count = 0;
  for (Id user = 0; user < model.user_ids.size(); ++user) {
    if (!model.user_is_warm(user)) continue;
    ++count;
    for (std::size_t k = 0; k < squares.size(); ++k)
      squares[k] += double(model.users.factors[user][k]) * model.users.factors[user][k];
  }
  std::vector<float> result;
  for (double s : squares) result.push_back(float(std::max(s / std::max(count, 1.0), 1e-12)));
  return result;
}

}  // namespace

// One sample's part of the row, [x, bias], with its items' parts as the fixed side. A part is 1 / root(samples) of the
// sample's own vector.
struct FoldIn::Part {
  std::size_t first;  // column of the vector
  float root;
  Table fixed, means, row, gram = {};  // gram: of likes
  Examples examples = {};
  std::vector<float> strength = {}, scale = {};

  void solve() {
    RowSystem system{&examples, &fixed, scale, strength};
    system.means = &means;
    if (gram.rows() > 0) system.gram = &gram;
    Pool alone(1);
    solve_rows(system, row, alone);
  }
};

// The solvers work in units of the values' deviation d; in the values' own, a vector's strength grows by d, a bias's
// stays.
FoldIn::FoldIn(const Model& model)
    : model_(model),
      samples_(std::max<std::size_t>(model.samples, 1)),
      width_(model.rank() / samples_),
      biased_(std::ranges::any_of(model.users.heads, [](const Head& head) { return head.bias != 0; })) {
  double shown = 0;
  for (Id user = 0; user < model.user_ids.size(); ++user) shown += model.user_is_warm(user);
  average_ = double(model.history.item.size()) / std::max(shown, 1.0);
  const double deviation = model.task == "ratings" ? std::stod(model.data.at("deviation")) : 1;
  const double strength =
      option(model, "strength", 0.05) * option(model, "user-factor", 1) * (deviation > 0 ? deviation : 1);
  strength_.assign(model.rank() + 1, float(std::max(strength, 1e-9)));
  strength_.back() = float(std::max(option(model, "bias-strength", 0.01), 1e-9));
  if (model.samples > 0) {
    const std::vector<float> squares = spread(model);
    for (std::size_t k = 0; k < squares.size(); ++k)
      strength_[k] = model.noise * model.noise / (squares[k] * float(samples_));
    strength_.back() = 0.1f;
  }
  if (model.task != "likes") return;
  Pool pool(1);
  gram_ = gram_matrix(model.items.factors, float(option(model, "unobserved", 0.01)), pool);
}

float FoldIn::size_of_penalty(std::size_t count) const {
  if (model_.samples > 0) return 1;
  const double power = option(model_, "penalty-power", 1);
  if (model_.task == "likes")
    return float(std::pow(double(count) + option(model_, "unobserved", 0.01) * double(model_.items.size()), power));
  return float(average_ * std::pow(std::max(double(count), 1.0) / average_, power));
}

FoldedUser FoldIn::mean(const std::vector<Taste>& tastes, const std::vector<std::string>& traits) const {
  FoldedUser user{Table(1, model_.rank()), 0};
  const Traits& known = model_.user_traits;
  if (known.empty()) return user;
  Bags bag;
  std::vector<Id> history;
  for (const Taste& taste : tastes)
    if (const auto id = known.ids.find(std::string(kHistoryTrait) + std::string(model_.item_ids[taste.item])))
      history.push_back(*id);
  for (Id id : history) bag.add(id, 1 / std::sqrt(float(history.size())));
  for (const std::string& trait : traits)
    if (const auto id = known.ids.find(trait)) bag.add(*id, 1);
  if (const auto everyone = known.ids.find(kCommonTrait)) bag.add(*everyone, 1);
  bag.close();
  user.bias = add_mean(bag, 0, known.side, user.vector[0]);
  return user;
}

FoldedUser FoldIn::operator()(const std::vector<Taste>& tastes, const std::vector<std::string>& traits) const {
  FoldedUser user = mean(tastes, traits);
  const auto own = model_.options.find("own-vectors");
  if (tastes.empty() || (own != model_.options.end() && own->second == "no")) return user;
  float sum = 0;
  for (std::size_t sample = 0; sample < samples_; ++sample) {
    Part part = part_of(user, tastes, sample);
    if (model_.task == "votes")
      fit_votes(part, tastes);
    else
      part.solve();
    for (std::size_t k = 0; k < width_; ++k) user.vector[0][part.first + k] = part.row[0][k] / part.root;
    sum += part.row[0][width_];
  }
  user.bias = sum / float(samples_);
  return user;
}

FoldIn::Part FoldIn::part_of(const FoldedUser& mean, const std::vector<Taste>& tastes, std::size_t sample) const {
  const std::size_t columns = width_ + 1, first = sample * width_;
  const bool likes = model_.task == "likes";
  Part part{first, std::sqrt(float(samples_)), Table(tastes.size(), columns), Table(1, columns), Table(1, columns)};
  part.examples.begin = {0, tastes.size()};
  for (Id n = 0; n < tastes.size(); ++n) {
    const Taste& taste = tastes[n];
    const float* item = model_.items.factors[taste.item] + first;
    for (std::size_t k = 0; k < width_; ++k) part.fixed[n][k] = part.root * item[k];
    part.fixed[n][width_] = biased_ ? 1 : 0;
    part.examples.other.push_back(n);
    part.examples.target.push_back(likes ? 1 : taste.value - model_.offset - model_.items.heads[taste.item].bias);
    if (likes) part.examples.weight.push_back(taste.value);
  }
  for (std::size_t k = 0; k < width_; ++k) part.means[0][k] = part.root * mean.vector[0][first + k];
  part.means[0][width_] = mean.bias;
  std::ranges::copy(part.means.row(0), part.row[0]);
  part.scale = {size_of_penalty(tastes.size())};
  part.strength.assign(part.row.stride(), kHeld);
  std::copy_n(strength_.begin() + std::ptrdiff_t(first), width_, part.strength.begin());
  if (biased_) part.strength[width_] = strength_.back();
  if (likes) {
    part.gram = Table(part.row.stride(), part.row.stride());
    for (Id i = 0; i < width_; ++i) std::copy_n(gram_[i], width_, part.gram[i]);
  }
  return part;
}

// Newton's method on the log loss: each step is a weighted least-squares row with target s - slope / curvature.
void FoldIn::fit_votes(Part& part, const std::vector<Taste>& tastes) const {
  part.examples.weight.resize(tastes.size());
  for (int step = 0; step < kNewtonSteps; ++step) {
    for (Id n = 0; n < tastes.size(); ++n) {
      const float outside = model_.offset + model_.items.heads[tastes[n].item].bias;
      float inside = 0;
      for (std::size_t k = 0; k <= width_; ++k) inside += part.row[0][k] * part.fixed[n][k];
      const float p = 1 / (1 + std::exp(-(inside + outside))), curvature = std::max(p * (1 - p), 1e-3f);
      part.examples.weight[n] = curvature;
      part.examples.target[n] = inside - (p - tastes[n].value) / curvature;
    }
    part.solve();
  }
}

}  // namespace kinfold
