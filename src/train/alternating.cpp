#include "train/alternating.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "penalty/row.h"
#include "train/publish.h"

namespace kinfold {
namespace {

RowAnswer answer_of(const std::string& penalty) {
  if (penalty == Lasso::name) return RowAnswer::kLasso;
  return penalty == NonNegative::name ? RowAnswer::kNonNegative : RowAnswer::kLeast;
}

void weigh(Examples& examples, double mean, double confidence) {
  for (float value : examples.target) examples.weight.push_back(weight_of_like(value, mean, confidence));
  std::ranges::fill(examples.target, 1.0f);
}

}  // namespace

Alternating::Alternating(Lesson lesson, const Options& options)
    : options_(options),
      all_pairs_(options.task == "likes"),
      biased_(!all_pairs_ && (options.model == "biases" || (options.model == "mf" && options.biases))),
      rank_(options.model == "mf" ? std::size_t(options.rank) : 0),
      pool_(std::size_t(options.threads)) {
  left_.examples = examples_by_left(lesson.rows, lesson.users);
  right_.examples = examples_by_right(lesson.rows, lesson.items);
  if (all_pairs_) {
    for (Half* half : {&left_, &right_}) weigh(half->examples, lesson.facts.mean, options.confidence);
    baseline_ = 1;
  } else {
    if (lesson.facts.deviation > 0) scale_ = float(lesson.facts.deviation);
    offset_ = float(lesson.facts.mean) / scale_;
    for (const Rating& r : lesson.rows) targets_.push_back(r.value / scale_ - offset_);
    baseline_ = ordered_sum(pool_, targets_.size(), [&](std::size_t n) { return targets_[n] * targets_[n] / 2; }) /
                double(targets_.size());
  }
  effects_ = Effects(std::move(lesson.effects), {}, options.time_strength);
  left_.own = options.own_vectors;
  make_half(left_, lesson.users, lesson.user_traits, options.strength * options.user_factor, double(lesson.items), 11);
  make_half(right_, lesson.items, lesson.item_traits, options.strength * options.item_factor, double(lesson.users), 12);
  set_targets();
}

// Penalty of a row with n examples, by the power of the count:
//   ratings  average (n / average)^power          likes  (n + unobserved * rows of the other side)^power
// (for the latter see Rendle, Krichene, Zhang, Koren 2022, "Revisiting the performance of iALS", eq. 4)
void Alternating::make_half(Half& half, std::size_t rows, const Traits& traits, double strength, double other_rows,
                            std::uint64_t stream) {
  const std::size_t columns = rank_ + (biased_ ? 2 : 0);
  half.rows = Table(rows, columns);
  half.bias_column = rank_ + (&half == &left_ ? 0 : 1);
  double shown = 0;
  for (Id r = 0; r < rows; ++r) shown += half.examples.count(r) > 0;
  const double average = double(half.examples.other.size()) / std::max(shown, 1.0);
  for (Id r = 0; r < rows; ++r) {
    const double count = double(half.examples.count(r));
    const double size = all_pairs_ ? std::pow(count + options_.unobserved * other_rows, options_.penalty_power)
                                   : average * std::pow(count / average, options_.penalty_power);
    half.scale.push_back(size > 0 ? float(size) : 1);
    if (biased_) half.rows[r][2 * rank_ + 1 - half.bias_column] = 1;
    if (count == 0) continue;
    Random random(options_.seed, {stream, r});
    for (std::size_t k = 0; k < rank_; ++k) half.rows[r][k] = float(options_.init * random.normal());
    if (options_.penalty == NonNegative::name)
      for (std::size_t k = 0; k < rank_; ++k) half.rows[r][k] = std::fabs(half.rows[r][k]);
  }
  half.strength.assign(half.rows.stride(), kHeld);  // the padding's among them
  const bool lasso = options_.penalty == Lasso::name;
  if (lasso) half.lasso = std::max(float(strength), 1e-9f);
  std::fill_n(half.strength.begin(), rank_, lasso ? 1e-9f : std::max(float(strength), 1e-9f));
  if (biased_) {
    half.strength[half.bias_column] = std::max(float(options_.bias_strength), 1e-9f);
    half.strength[2 * rank_ + 1 - half.bias_column] = kHeld;
  }
  half.traits = TraitMeans(traits, {}, columns, options_);
}

RowSystem Alternating::system(const Half& half, const Half& fixed) const {
  RowSystem system{&half.examples, &fixed.rows, half.scale, half.strength};
  if (!half.traits.empty()) system.means = &half.traits.means();
  system.block = std::size_t(options_.block);
  system.answer = answer_of(options_.penalty);
  system.free_columns = rank_;
  system.lasso = half.lasso;
  return system;
}

double Alternating::epoch(std::size_t) {
  std::vector<float> residuals;
  sweep(left_, right_, nullptr);
  const double squares = sweep(right_, left_, effects_.empty() ? nullptr : &residuals);
  if (!effects_.empty()) step_effects(residuals);
  return squares / 2 / double(right_.examples.other.size());
}

// Rows of one side from those of the other, then their means from them. Returns the sum of squares that is left.
double Alternating::sweep(Half& half, const Half& fixed, std::vector<float>* residuals) {
  const double squares = by_gradients() ? solve_by_gradients(half, fixed) : solve(half, fixed, residuals);
  if (!half.traits.empty()) fit_means(half);
  return squares;
}

double Alternating::solve(Half& half, const Half& fixed, std::vector<float>* residuals) {
  RowSystem problem = system(half, fixed);
  Table gram;
  if (all_pairs_) {
    gram = gram_matrix(fixed.rows, float(options_.unobserved), pool_);
    problem.gram = &gram;
  }
  return solve_rows(problem, half.rows, pool_, residuals);
}

// Lasso and non-negative rows know no other basis than their own.
bool Alternating::by_gradients() const { return all_pairs_ && options_.steps > 0 && options_.penalty == Ridge::name; }

double Alternating::solve_by_gradients(Half& half, const Half& fixed) {
  const Basis basis = principal_basis(fixed.rows, pool_);
  for (Half* side : {&left_, &right_}) {
    rotate(side->rows, basis, pool_);
    if (side->traits.empty()) continue;
    rotate(side->traits.vectors(), basis, pool_);
    side->traits.renew(pool_);
  }
  std::vector<float> gram = basis.values;
  for (float& g : gram) g *= float(options_.unobserved);
  return solve_rows_by_gradients(system(half, fixed), gram, std::size_t(options_.steps), half.rows, pool_);
}

// Rows that no example shows are their new means, and so are those without vectors of their own.
void Alternating::fit_means(Half& half) {
  std::vector<float> mass = half.scale;
  for (Id r = 0; r < mass.size(); ++r) mass[r] = half.examples.count(r) > 0 ? mass[r] : 0;
  half.traits.fit(half.rows, mass, pool_);
  in_chunks(pool_, mass.size(), [&](std::size_t at) {
    const Id r = Id(at);
    if (mass[r] > 0 && half.own) return;
    for (std::size_t c = 0; c < half.rows.rank(); ++c)
      if (half.strength[c] < kHeld) half.rows[r][c] = half.traits.means()[r][c];
  });
}

// The residuals, in the order of the items' examples, are minus the slopes.
void Alternating::step_effects(const std::vector<float>& residuals, const EffectNoise& noise) {
  std::vector<float> residual(residuals.size());
  for (std::size_t at = 0; at < residuals.size(); ++at) residual[right_.examples.source[at]] = residuals[at];
  const std::vector<float> before = effects_.sums();
  const auto slopes = [&](std::vector<float>& slope) {
    slope.resize(residual.size());
    in_chunks(pool_, slope.size(), [&](std::size_t n) { slope[n] = effects_.sums()[n] - before[n] - residual[n]; });
  };
  effects_.step(1, slopes, pool_, noise);
  set_targets();
}

void Alternating::set_targets() {
  if (all_pairs_) return;
  for (Half* half : {&left_, &right_})
    in_chunks(pool_, targets_.size(), [&](std::size_t at) {
      const std::uint32_t n = half->examples.source[at];
      half->examples.target[at] = targets_[n] - (effects_.empty() ? 0 : effects_.sums()[n]);
    });
}

bool Alternating::publish(Model& model) {
  model.offset = offset_ * scale_;
  publish_effects(effects_.effects(), scale_, model.time);
  bool finite = true;
  for (const auto& [half, side, traits] :
       {std::tuple(&left_, &model.users, &model.user_traits), std::tuple(&right_, &model.items, &model.item_traits)}) {
    const std::size_t bias = biased_ ? half->bias_column : half->rows.rank();
    finite = publish_rows(half->rows, rank_, bias, scale_, *side, pool_) && finite;
    if (!half->traits.empty())
      finite = publish_rows(half->traits.vectors(), rank_, bias, scale_, traits->side, pool_) && finite;
  }
  return finite;
}

void Alternating::restored() {
  effects_.renew(pool_);
  set_targets();
}

Parts Alternating::state() {
  Parts parts = {{"left", &left_.rows}, {"right", &right_.rows}};
  left_.traits.add_parts(parts, "left.trait");
  right_.traits.add_parts(parts, "right.trait");
  effects_.add_parts(parts);
  return parts;
}

}  // namespace kinfold
