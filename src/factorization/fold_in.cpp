#include "factorization/fold_in.h"

#include <algorithm>
#include <cmath>

#include "factorization/options.h"
#include "solver/als_rows.h"

namespace kinfold {
namespace {

constexpr int kNewtonSteps = 8;

// Mean square of each column over the warm users: the prior variance of a user vector for the Gibbs sampler.
std::vector<float> mean_squares(const Model& model) {
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

// The linear system for one posterior sample: a row [x, bias], with the item vectors of the sample as the fixed side.
// The model stores sample vectors divided by sqrt(samples).
struct FoldIn::SampleFit {
  std::size_t first;                    // first column of the sample in the model
  float root;                           // sqrt(samples)
  Matrix fixed, means, row, gram = {};  // gram: for likes
  Examples examples = {};
  std::vector<float> reg = {}, scale = {};

  void solve() {
    RowSystem system{&examples, &fixed, scale, reg};
    system.means = &means;
    if (gram.rows() > 0) system.gram = &gram;
    Pool pool(1);
    solve_rows(system, row, pool);
  }
};

// The trainers divide values by their standard deviation. In the units of the values, the regularization of vectors is
// multiplied by the standard deviation. That of biases does not change.
FoldIn::FoldIn(const Model& model)
    : model_(model),
      samples_(std::max<std::size_t>(model.samples, 1)),
      sample_rank_(model.rank() / samples_),
      has_bias_(
          std::ranges::any_of(model.users.bias_and_reg, [](const BiasAndReg& entry) { return entry.bias != 0; })) {
  double num_warm = 0;
  for (Id user = 0; user < model.user_ids.size(); ++user) num_warm += model.user_is_warm(user);
  mean_count_ = double(model.history.item.size()) / std::max(num_warm, 1.0);
  const double stddev = model.task == "ratings" ? number_property(model.data, "std", 1) : 1;
  const double reg = number_property(model.options, "reg", 0.05) *
                     number_property(model.options, "user-reg-factor", 1) * (stddev > 0 ? stddev : 1);
  reg_.assign(model.rank() + 1, float(std::max(reg, 1e-9)));
  reg_.back() = float(std::max(number_property(model.options, "bias-reg", 0.01), 1e-9));
  if (model.samples > 0) {
    const std::vector<float> squares = mean_squares(model);
    for (std::size_t k = 0; k < squares.size(); ++k)
      reg_[k] = model.noise * model.noise / (squares[k] * float(samples_));
    reg_.back() = 0.1f;
  }
  if (model.task != "likes") return;
  Pool pool(1);
  gram_ = gram_matrix(model.items.factors, float(number_property(model.options, "unobserved-weight", 0.01)), pool);
}

float FoldIn::reg_scale(std::size_t count) const {
  if (model_.samples > 0) return 1;
  const double exponent = number_property(model_.options, "reg-exponent", FactorizationOptions().reg_exponent);
  if (model_.task == "likes")
    return float(std::pow(
        double(count) + number_property(model_.options, "unobserved-weight", 0.01) * double(model_.items.size()),
        exponent));
  return float(mean_count_ * std::pow(std::max(double(count), 1.0) / mean_count_, exponent));
}

FoldedUser FoldIn::mean(const std::vector<UserRating>& ratings, const std::vector<std::string>& features) const {
  FoldedUser user{Matrix(1, model_.rank()), 0};
  const SideFeatures& side_features = model_.user_side_features;
  if (side_features.empty()) return user;
  Bags bag;
  std::vector<Id> history;
  for (const UserRating& rating : ratings)
    if (const auto id = side_features.ids.find(std::string(kHistoryPrefix) + std::string(model_.item_ids[rating.item])))
      history.push_back(*id);
  for (Id id : history) bag.add(id, 1 / std::sqrt(float(history.size())));
  for (const std::string& feature : features)
    if (const auto id = side_features.ids.find(feature)) bag.add(*id, 1);
  if (const auto common = side_features.ids.find(kInterceptFeature)) bag.add(*common, 1);
  bag.close();
  user.bias = add_feature_mean(bag, 0, side_features.side, user.vector[0]);
  return user;
}

FoldedUser FoldIn::operator()(const std::vector<UserRating>& ratings, const std::vector<std::string>& features) const {
  FoldedUser user = mean(ratings, features);
  if (ratings.empty() || text_property(model_.options, "user-embeddings") == "no") return user;
  float sum = 0;
  for (std::size_t sample = 0; sample < samples_; ++sample) {
    SampleFit fit = make_fit(user, ratings, sample);
    if (model_.task == "votes")
      fit_votes(fit, ratings);
    else
      fit.solve();
    for (std::size_t k = 0; k < sample_rank_; ++k) user.vector[0][fit.first + k] = fit.row[0][k] / fit.root;
    sum += fit.row[0][sample_rank_];
  }
  user.bias = sum / float(samples_);
  return user;
}

FoldIn::SampleFit FoldIn::make_fit(const FoldedUser& mean, const std::vector<UserRating>& ratings,
                                   std::size_t sample) const {
  const std::size_t columns = sample_rank_ + 1, first = sample * sample_rank_;
  const bool likes = model_.task == "likes";
  SampleFit fit{first, std::sqrt(float(samples_)), Matrix(ratings.size(), columns), Matrix(1, columns),
                Matrix(1, columns)};
  fit.examples.begin = {0, ratings.size()};
  for (Id n = 0; n < ratings.size(); ++n) {
    const UserRating& rating = ratings[n];
    const float* item = model_.items.factors[rating.item] + first;
    for (std::size_t k = 0; k < sample_rank_; ++k) fit.fixed[n][k] = fit.root * item[k];
    fit.fixed[n][sample_rank_] = has_bias_ ? 1 : 0;
    fit.examples.other.push_back(n);
    fit.examples.target.push_back(likes ? 1
                                        : rating.value - model_.offset - model_.items.bias_and_reg[rating.item].bias);
    if (likes) fit.examples.weight.push_back(rating.value);
  }
  for (std::size_t k = 0; k < sample_rank_; ++k) fit.means[0][k] = fit.root * mean.vector[0][first + k];
  fit.means[0][sample_rank_] = mean.bias;
  std::ranges::copy(fit.means.row(0), fit.row[0]);
  fit.scale = {reg_scale(ratings.size())};
  fit.reg.assign(fit.row.stride(), kFixedReg);
  std::copy_n(reg_.begin() + std::ptrdiff_t(first), sample_rank_, fit.reg.begin());
  if (has_bias_) fit.reg[sample_rank_] = reg_.back();
  if (likes) {
    fit.gram = Matrix(fit.row.stride(), fit.row.stride());
    for (Id i = 0; i < sample_rank_; ++i) std::copy_n(gram_[i], sample_rank_, fit.gram[i]);
  }
  return fit;
}

// Newton's method for the log loss. Each step solves weighted least squares with target score - gradient / curvature.
void FoldIn::fit_votes(SampleFit& fit, const std::vector<UserRating>& ratings) const {
  fit.examples.weight.resize(ratings.size());
  for (int step = 0; step < kNewtonSteps; ++step) {
    for (Id n = 0; n < ratings.size(); ++n) {
      const float item_offset = model_.offset + model_.items.bias_and_reg[ratings[n].item].bias;
      float user_score = 0;
      for (std::size_t k = 0; k <= sample_rank_; ++k) user_score += fit.row[0][k] * fit.fixed[n][k];
      const float p = 1 / (1 + std::exp(-(user_score + item_offset))), curvature = std::max(p * (1 - p), 1e-3f);
      fit.examples.weight[n] = curvature;
      fit.examples.target[n] = user_score - (p - ratings[n].value) / curvature;
    }
    fit.solve();
  }
}

}  // namespace kinfold
