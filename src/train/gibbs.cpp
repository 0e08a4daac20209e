#include "train/gibbs.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "train/publish.h"

namespace kinfold {
namespace {

constexpr double kShape = 0.5, kInverseScale = 0.5;  // of the Gamma priors
// Columns start narrow and widen one by one as the data ask for them. Started wide, each would hold a part of every
// direction, none could be given up, and the precisions would tell nothing.
constexpr std::size_t kNarrow = 2;      // sweeps before the columns' precisions are sampled
constexpr float kFirstPrecision = 200;  // of a column until then
constexpr int kTraitSteps = 8;          // of conjugate gradients for a draw of the traits
enum Tally : std::size_t { kCount, kAlpha, kAlphaSum };

// Marsaglia, Tsang 2000, for shape >= 1/2; mean shape / rate.
double gamma(Random& random, double shape, double rate) {
  if (shape < 1) return gamma(random, shape + 1, rate) * std::pow(1 - random.uniform(), 1 / shape);
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = random.normal(), v = std::pow(1 + c * x, 3);
    if (v > 0 && std::log(1 - random.uniform()) < x * x / 2 + d - d * v + d * std::log(v)) return d * v / rate;
  }
}

double posterior(Random& random, double count, double squares) {
  return gamma(random, kShape + count / 2, kInverseScale + squares / 2);
}

}  // namespace

Gibbs::Gibbs(Lesson lesson, const Options& options) : Alternating(std::move(lesson), options) {
  tally_ = {0, 1 / (2 * baseline_), 0};
  const std::size_t columns = rank_ * std::size_t(options.samples);
  for (const auto& [half, kept, tau] :
       {std::tuple(&left_, &left_kept_, &left_tau_), std::tuple(&right_, &right_kept_, &right_tau_)}) {
    std::ranges::fill(half->scale, 1.0f);
    for (float& strength : half->strength)
      if (strength < kHeld) strength = kFirstPrecision;
    kept->rows = Table(half->rows.rows(), columns);
    kept->bias.resize(half->rows.rows());
    kept->traits = Table(half->traits.vectors().rows(), columns);
    kept->trait_bias.resize(half->traits.vectors().rows());
    tau->assign(half->traits.group_count() * half->rows.stride(), 1);
  }
  for (const Effect& effect : effects_.effects()) effect_sums_.emplace_back(effect.value.size());
}

double Gibbs::epoch(std::size_t number) {
  std::vector<float> residuals;
  sample_half(left_, right_, number, 0, nullptr);
  sample_half(right_, left_, number, 1, &residuals);
  if (!effects_.empty()) sample_effects(residuals, number);
  const double squares =
      ordered_sum(pool_, residuals.size(), [&](std::size_t n) { return double(residuals[n]) * residuals[n]; });
  Random random(options_.seed, {0xa1fa, number});
  tally_[kAlpha] = posterior(random, double(residuals.size()), squares);
  const std::size_t burn = std::min<std::size_t>(std::size_t(options_.burn_in), std::size_t(options_.epochs) - 1);
  const std::size_t span = std::size_t(options_.epochs) - burn, samples = std::size_t(options_.samples);
  if (number >= burn && (number - burn + 1) * samples / span > (number - burn) * samples / span) keep();
  return squares / 2 / double(residuals.size());
}

void Gibbs::sample_half(Half& half, const Half& fixed, std::size_t number, std::uint64_t side,
                        std::vector<float>* residuals) {
  Random random(options_.seed, {0x91bb, number, side});
  if (number >= kNarrow) sample_precisions(half, random);
  if (!half.traits.empty()) sample_traits(half, random);
  RowSystem problem = system(half, fixed);
  problem.answer = RowAnswer::kSample;
  problem.precision = float(tally_[kAlpha]);
  problem.seed = random();
  solve_rows(problem, half.rows, pool_, residuals);
}

// lambda_c from the rows' distances from their means, tau_gc from the traits' sizes. Only rows with examples count.
void Gibbs::sample_precisions(Half& half, Random& random) {
  const std::size_t stride = half.rows.stride(), groups = half.traits.group_count();
  std::vector<double> squares(stride), trait_squares(groups * stride), trait_count(groups);
  double count = 0;
  for (Id r = 0; r < half.rows.rows(); ++r) {
    if (half.examples.count(r) == 0) continue;
    ++count;
    const float* mean = half.traits.empty() ? nullptr : half.traits.means()[r];
    for (std::size_t c = 0; c < stride; ++c) {
      const double apart = half.rows[r][c] - (mean ? mean[c] : 0);
      squares[c] += apart * apart;
    }
  }
  for (std::size_t c = 0; c < half.rows.rank(); ++c)
    if (half.strength[c] < kHeld) half.strength[c] = float(posterior(random, count, squares[c]));
  std::vector<float>& tau = &half == &left_ ? left_tau_ : right_tau_;
  const Table& vectors = half.traits.vectors();
  for (Id k = 0; k < vectors.rows(); ++k) {
    const std::size_t group = half.traits.groups()[k];
    ++trait_count[group];
    for (std::size_t c = 0; c < stride; ++c) trait_squares[group * stride + c] += double(vectors[k][c]) * vectors[k][c];
  }
  for (std::size_t group = 0; group < groups; ++group)
    for (std::size_t c = 0; c < half.rows.rank(); ++c)
      tau[group * stride + c] = float(posterior(random, trait_count[group], trait_squares[group * stride + c]));
}

// A draw of the traits' vectors given the rows: the answer of a regression whose right-hand side has the noise added
// that the matrix has as its covariance. In units of lambda_c:
//   (X'X + tau/lambda) e = X'x + X'z / sqrt(lambda) + sqrt(tau) z' / lambda
void Gibbs::sample_traits(Half& half, Random& random) {
  const std::size_t stride = half.rows.stride(), rank = half.rows.rank();
  const std::vector<float>& tau = &half == &left_ ? left_tau_ : right_tau_;
  std::vector<float> ridge(tau.size(), 1), mass(half.rows.rows());
  for (std::size_t at = 0; at < tau.size(); ++at)
    if (half.strength[at % stride] < kHeld && at % stride < rank) ridge[at] = tau[at] / half.strength[at % stride];
  const std::uint64_t seed = random();
  Table noise(half.rows.rows(), rank), added(half.traits.vectors().rows(), rank);
  in_chunks(pool_, noise.rows(), [&](std::size_t r) {
    if (half.examples.count(Id(r)) == 0) return;
    mass[r] = 1;
    Random own(seed, {1, r});
    for (std::size_t c = 0; c < rank; ++c)
      if (half.strength[c] < kHeld) noise[Id(r)][c] = float(own.normal()) / std::sqrt(half.strength[c]);
  });
  mean_rows(half.traits.members(), noise, added, pool_);
  in_chunks(pool_, added.rows(), [&](std::size_t k) {
    Random own(seed, {2, k});
    const std::size_t group = half.traits.groups()[k];
    for (std::size_t c = 0; c < rank; ++c)
      if (half.strength[c] < kHeld)
        added[Id(k)][c] += float(own.normal()) * std::sqrt(tau[group * stride + c]) / half.strength[c];
  });
  regress({&half.traits.bags(), &half.traits.members(), mass, half.traits.groups(), ridge}, half.rows,
          half.traits.vectors(), kTraitSteps, pool_, &added);
  half.traits.renew(pool_);
}

void Gibbs::sample_effects(const std::vector<float>& residuals, std::uint64_t number) {
  step_effects(residuals, {options_.seed + number, float(1 / std::sqrt(tally_[kAlpha]))});
}

void Gibbs::keep() {
  const std::size_t slot = std::size_t(tally_[kCount]++);
  tally_[kAlphaSum] += tally_[kAlpha];
  keep_half(left_, left_kept_, slot);
  keep_half(right_, right_kept_, slot);
  for (std::size_t e = 0; e < effect_sums_.size(); ++e)
    for (std::size_t g = 0; g < effect_sums_[e].size(); ++g) effect_sums_[e][g] += effects_.effects()[e].value[g];
}

void Gibbs::keep_half(const Half& half, Kept& kept, std::size_t slot) {
  const auto copy = [&](const Table& from, Table& to, std::vector<double>& bias) {
    in_chunks(pool_, from.rows(), [&](std::size_t r) {
      std::copy_n(from[Id(r)], rank_, to[Id(r)] + slot * rank_);
      if (biased()) bias[r] += from[Id(r)][half.bias_column];
    });
  };
  copy(half.rows, kept.rows, kept.bias);
  copy(half.traits.vectors(), kept.traits, kept.trait_bias);
}

bool Gibbs::publish(Model& model) {
  const std::size_t count = std::size_t(tally_[kCount]);
  model.samples = count;
  model.noise = scale_ / float(std::sqrt(count > 0 ? tally_[kAlphaSum] / double(count) : tally_[kAlpha]));
  if (count == 0) return Alternating::publish(model);
  model.offset = offset_ * scale_;
  std::vector<Effect> means;
  for (std::size_t e = 0; e < effect_sums_.size(); ++e) {
    Effect mean{effects_.effects()[e].name, {}, {}, {}};
    for (double sum : effect_sums_[e]) mean.value.push_back(float(sum / double(count)));
    means.push_back(std::move(mean));
  }
  publish_effects(means, scale_, model.time);
  const bool left = publish_half(left_, left_kept_, model.users, model.user_traits);
  const bool right = publish_half(right_, right_kept_, model.items, model.item_traits);
  return left && right;
}

bool Gibbs::publish_half(const Half& half, const Kept& kept, Side& side, Traits& traits) {
  const std::size_t count = std::size_t(tally_[kCount]), columns = count * rank_;
  const float share = 1 / float(count);
  const auto mean = [&](const Table& rows, const std::vector<double>& bias, Side& to) {
    const bool finite = publish_rows(rows, columns, rows.rank(), scale_ * share, to, pool_);
    for (std::size_t r = 0; r < bias.size(); ++r) to.heads[r].bias = scale_ * share * float(bias[r]);
    return finite;
  };
  const bool finite = mean(kept.rows, kept.bias, side);
  return (half.traits.empty() || mean(kept.traits, kept.trait_bias, traits.side)) && finite;
}

Parts Gibbs::state() {
  Parts parts = Alternating::state();
  parts.push_back({"tally", &tally_});
  for (const auto& [name, half, kept] :
       {std::tuple("left", &left_, &left_kept_), std::tuple("right", &right_, &right_kept_)}) {
    const std::string side(name);
    parts.push_back({side + ".strength", &half->strength});
    parts.push_back({side + ".kept", &kept->rows});
    parts.push_back({side + ".kept.bias", &kept->bias});
    parts.push_back({side + ".kept.trait", &kept->traits});
    parts.push_back({side + ".kept.trait.bias", &kept->trait_bias});
  }
  for (std::size_t e = 0; e < effect_sums_.size(); ++e)
    parts.push_back({"kept.effect." + std::to_string(e), &effect_sums_[e]});
  return parts;
}

}  // namespace kinfold
