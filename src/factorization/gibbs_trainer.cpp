#include "factorization/gibbs_trainer.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "factorization/write_model.h"

namespace kinfold {
namespace {

constexpr double kShape = 0.5, kInverseScale = 0.5;  // of the Gamma priors
// Columns start with a high precision, so that the data widen them one by one and unused columns stay narrow. With a
// low initial precision every column would hold a part of each direction, and the precisions could not prune any.
constexpr std::size_t kWarmupSweeps = 2;  // sweeps before the precisions of the columns are sampled
constexpr float kInitPrecision = 200;     // precision of a column until then
constexpr int kFeatureSteps = 8;          // conjugate gradient steps of a sample of the feature embeddings
enum SampleTotal : std::size_t { kCount, kAlpha, kAlphaSum };

// Samples Gamma(shape, rate) with mean shape / rate, for shape >= 1/2 (Marsaglia, Tsang 2000).
double sample_gamma(Random& random, double shape, double rate) {
  if (shape < 1) return sample_gamma(random, shape + 1, rate) * std::pow(1 - random.uniform(), 1 / shape);
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = random.normal(), v = std::pow(1 + c * x, 3);
    if (v > 0 && std::log(1 - random.uniform()) < x * x / 2 + d - d * v + d * std::log(v)) return d * v / rate;
  }
}

double sample_precision(Random& random, double count, double squares) {
  return sample_gamma(random, kShape + count / 2, kInverseScale + squares / 2);
}

}  // namespace

GibbsTrainer::GibbsTrainer(TrainingSet training_set, const FactorizationTrainOptions& options)
    : AlsTrainer(std::move(training_set), options) {
  totals_ = {0, 1 / (2 * baseline_), 0};
  const std::size_t columns = rank_ * std::size_t(options.samples);
  for (const auto& [side, sums, tau] :
       {std::tuple(&users_, &user_sums_, &user_tau_), std::tuple(&items_, &item_sums_, &item_tau_)}) {
    std::ranges::fill(side->scale, 1.0f);
    for (float& reg : side->reg)
      if (reg < kFixedReg) reg = kInitPrecision;
    sums->rows = Matrix(side->rows.rows(), columns);
    sums->bias.resize(side->rows.rows());
    sums->features = Matrix(side->features.vectors().rows(), columns);
    sums->feature_bias.resize(side->features.vectors().rows());
    tau->assign(side->features.group_count() * side->rows.stride(), 1);
  }
  for (const TimeEffect& effect : effects_.effects()) effect_sums_.emplace_back(effect.value.size());
}

double GibbsTrainer::epoch(std::size_t number) {
  std::vector<float> residuals;
  sample_side(users_, items_, number, 0, nullptr);
  sample_side(items_, users_, number, 1, &residuals);
  if (!effects_.empty()) sample_effects(residuals, number);
  const double squares =
      deterministic_sum(pool_, residuals.size(), [&](std::size_t n) { return double(residuals[n]) * residuals[n]; });
  Random random(options_.seed, {0xa1fa, number});
  totals_[kAlpha] = sample_precision(random, double(residuals.size()), squares);
  const std::size_t burn = std::min<std::size_t>(std::size_t(options_.burn_in), std::size_t(options_.epochs) - 1);
  const std::size_t span = std::size_t(options_.epochs) - burn, samples = std::size_t(options_.samples);
  if (number >= burn && (number - burn + 1) * samples / span > (number - burn) * samples / span) add_sample();
  return squares / 2 / double(residuals.size());
}

void GibbsTrainer::sample_side(AlsSide& side, const AlsSide& fixed, std::size_t number, std::uint64_t side_id,
                               std::vector<float>* residuals) {
  Random random(options_.seed, {0x91bb, number, side_id});
  if (number >= kWarmupSweeps) sample_precisions(side, random);
  if (!side.features.empty()) sample_features(side, random);
  RowSystem problem = system(side, fixed);
  problem.method = RowMethod::kGibbsSample;
  problem.precision = float(totals_[kAlpha]);
  problem.seed = random();
  solve_rows(problem, side.rows, pool_, residuals);
}

// Samples lambda_c from the differences of the rows and their means, and tau_gc from the feature embeddings. Only rows
// with examples count.
void GibbsTrainer::sample_precisions(AlsSide& side, Random& random) {
  const std::size_t stride = side.rows.stride(), groups = side.features.group_count();
  std::vector<double> squares(stride), feature_squares(groups * stride), feature_count(groups);
  double count = 0;
  for (Id r = 0; r < side.rows.rows(); ++r) {
    if (side.examples.count(r) == 0) continue;
    ++count;
    const float* mean = side.features.empty() ? nullptr : side.features.means()[r];
    for (std::size_t c = 0; c < stride; ++c) {
      const double difference = side.rows[r][c] - (mean ? mean[c] : 0);
      squares[c] += difference * difference;
    }
  }
  for (std::size_t c = 0; c < side.rows.rank(); ++c)
    if (side.reg[c] < kFixedReg) side.reg[c] = float(sample_precision(random, count, squares[c]));
  std::vector<float>& tau = &side == &users_ ? user_tau_ : item_tau_;
  const Matrix& vectors = side.features.vectors();
  for (Id k = 0; k < vectors.rows(); ++k) {
    const std::size_t group = side.features.groups()[k];
    ++feature_count[group];
    for (std::size_t c = 0; c < stride; ++c)
      feature_squares[group * stride + c] += double(vectors[k][c]) * vectors[k][c];
  }
  for (std::size_t group = 0; group < groups; ++group)
    for (std::size_t c = 0; c < side.rows.rank(); ++c)
      tau[group * stride + c] =
          float(sample_precision(random, feature_count[group], feature_squares[group * stride + c]));
}

// Samples the feature embeddings given the rows. The sample is the solution of a regression with noise added to the
// right-hand side; the covariance of the noise is the matrix of the system. Divided by lambda_c:
//   (X'X + tau/lambda) e = X'x + X'z / sqrt(lambda) + sqrt(tau) z' / lambda
void GibbsTrainer::sample_features(AlsSide& side, Random& random) {
  const std::size_t stride = side.rows.stride(), rank = side.rows.rank();
  const std::vector<float>& tau = &side == &users_ ? user_tau_ : item_tau_;
  std::vector<float> l2(tau.size(), 1), mass(side.rows.rows());
  for (std::size_t at = 0; at < tau.size(); ++at)
    if (side.reg[at % stride] < kFixedReg && at % stride < rank) l2[at] = tau[at] / side.reg[at % stride];
  const std::uint64_t seed = random();
  Matrix noise(side.rows.rows(), rank), rhs_noise(side.features.vectors().rows(), rank);
  parallel_for(pool_, noise.rows(), [&](std::size_t r) {
    if (side.examples.count(Id(r)) == 0) return;
    mass[r] = 1;
    Random noise_random(seed, {1, r});
    for (std::size_t c = 0; c < rank; ++c)
      if (side.reg[c] < kFixedReg) noise[Id(r)][c] = float(noise_random.normal()) / std::sqrt(side.reg[c]);
  });
  feature_means(side.features.members(), noise, rhs_noise, pool_);
  parallel_for(pool_, rhs_noise.rows(), [&](std::size_t k) {
    Random noise_random(seed, {2, k});
    const std::size_t group = side.features.groups()[k];
    for (std::size_t c = 0; c < rank; ++c)
      if (side.reg[c] < kFixedReg)
        rhs_noise[Id(k)][c] += float(noise_random.normal()) * std::sqrt(tau[group * stride + c]) / side.reg[c];
  });
  fit_feature_embeddings({&side.features.bags(), &side.features.members(), mass, side.features.groups(), l2}, side.rows,
                         side.features.vectors(), kFeatureSteps, pool_, &rhs_noise);
  side.features.refresh(pool_);
}

void GibbsTrainer::sample_effects(const std::vector<float>& residuals, std::uint64_t number) {
  step_time_effects(residuals, {options_.seed + number, float(1 / std::sqrt(totals_[kAlpha]))});
}

void GibbsTrainer::add_sample() {
  const std::size_t slot = std::size_t(totals_[kCount]++);
  totals_[kAlphaSum] += totals_[kAlpha];
  add_side_sample(users_, user_sums_, slot);
  add_side_sample(items_, item_sums_, slot);
  for (std::size_t e = 0; e < effect_sums_.size(); ++e)
    for (std::size_t g = 0; g < effect_sums_[e].size(); ++g) effect_sums_[e][g] += effects_.effects()[e].value[g];
}

void GibbsTrainer::add_side_sample(const AlsSide& side, SampleSums& sums, std::size_t slot) {
  const auto copy = [&](const Matrix& from, Matrix& to, std::vector<double>& bias) {
    parallel_for(pool_, from.rows(), [&](std::size_t r) {
      std::copy_n(from[Id(r)], rank_, to[Id(r)] + slot * rank_);
      if (biased()) bias[r] += from[Id(r)][side.bias_column];
    });
  };
  copy(side.rows, sums.rows, sums.bias);
  copy(side.features.vectors(), sums.features, sums.feature_bias);
}

bool GibbsTrainer::write_to(Model& model) {
  const std::size_t count = std::size_t(totals_[kCount]);
  model.samples = count;
  model.noise = scale_ / float(std::sqrt(count > 0 ? totals_[kAlphaSum] / double(count) : totals_[kAlpha]));
  if (count == 0) return AlsTrainer::write_to(model);
  model.offset = offset_ * scale_;
  std::vector<TimeEffect> means;
  for (std::size_t e = 0; e < effect_sums_.size(); ++e) {
    TimeEffect mean{effects_.effects()[e].name, {}, {}, {}};
    for (double sum : effect_sums_[e]) mean.value.push_back(float(sum / double(count)));
    means.push_back(std::move(mean));
  }
  write_time_effects(means, scale_, model.time);
  const bool users_finite = write_sample_mean(users_, user_sums_, model.users, model.user_side_features);
  const bool items_finite = write_sample_mean(items_, item_sums_, model.items, model.item_side_features);
  return users_finite && items_finite;
}

bool GibbsTrainer::write_sample_mean(const AlsSide& side, const SampleSums& sums, FactorSide& model_side,
                                     SideFeatures& model_features) {
  const std::size_t count = std::size_t(totals_[kCount]), columns = count * rank_;
  const float weight = 1 / float(count);
  const auto mean = [&](const Matrix& rows, const std::vector<double>& bias, FactorSide& to) {
    const bool finite = write_factor_rows(rows, columns, rows.rank(), scale_ * weight, to, pool_);
    for (std::size_t r = 0; r < bias.size(); ++r) to.bias_and_reg[r].bias = scale_ * weight * float(bias[r]);
    return finite;
  };
  const bool finite = mean(sums.rows, sums.bias, model_side);
  return (side.features.empty() || mean(sums.features, sums.feature_bias, model_features.side)) && finite;
}

StateDict GibbsTrainer::state() {
  StateDict dict = AlsTrainer::state();
  dict.push_back({"totals", &totals_});
  for (const auto& [name, side, sums] :
       {std::tuple("users", &users_, &user_sums_), std::tuple("items", &items_, &item_sums_)}) {
    const std::string prefix(name);
    dict.push_back({prefix + ".precision", &side->reg});
    dict.push_back({prefix + ".samples", &sums->rows});
    dict.push_back({prefix + ".samples.bias", &sums->bias});
    dict.push_back({prefix + ".samples.features", &sums->features});
    dict.push_back({prefix + ".samples.features.bias", &sums->feature_bias});
  }
  for (std::size_t e = 0; e < effect_sums_.size(); ++e)
    dict.push_back({"samples.effect." + std::to_string(e), &effect_sums_[e]});
  return dict;
}

}  // namespace kinfold
