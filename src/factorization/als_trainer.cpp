#include "factorization/als_trainer.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "factorization/write_model.h"
#include "regularizer/row.h"

namespace kinfold {
namespace {

RowMethod row_method(const std::string& regularizer) {
  if (regularizer == L1::name) return RowMethod::kL1;
  return regularizer == NonNegative::name ? RowMethod::kNonNegative : RowMethod::kLeastSquares;
}

void set_weights(Examples& examples, double mean, double confidence_weight) {
  for (float value : examples.target) examples.weight.push_back(like_weight(value, mean, confidence_weight));
  std::ranges::fill(examples.target, 1.0f);
}

}  // namespace

AlsTrainer::AlsTrainer(TrainingSet training_set, const FactorizationTrainOptions& options)
    : options_(options),
      all_pairs_(options.task == "likes"),
      biased_(!all_pairs_ && (options.model == "biases" || (options.model == "mf" && options.biases))),
      rank_(options.model == "mf" ? std::size_t(options.rank) : 0),
      pool_(std::size_t(options.threads)) {
  users_.examples = examples_by_left(training_set.rows, training_set.users);
  items_.examples = examples_by_right(training_set.rows, training_set.items);
  if (all_pairs_) {
    for (AlsSide* side : {&users_, &items_})
      set_weights(side->examples, training_set.stats.mean, options.confidence_weight);
    baseline_ = 1;
  } else {
    if (training_set.stats.stddev > 0) scale_ = float(training_set.stats.stddev);
    offset_ = float(training_set.stats.mean) / scale_;
    for (const Rating& r : training_set.rows) targets_.push_back(r.value / scale_ - offset_);
    baseline_ =
        deterministic_sum(pool_, targets_.size(), [&](std::size_t n) { return targets_[n] * targets_[n] / 2; }) /
        double(targets_.size());
  }
  effects_ = TimeEffectTrainer(std::move(training_set.effects), {}, options.time_reg);
  users_.has_embeddings = options.user_embeddings;
  init_side(users_, training_set.users, training_set.user_side_features, options.reg * options.user_reg_factor,
            double(training_set.items), 11);
  init_side(items_, training_set.items, training_set.item_side_features, options.reg * options.item_reg_factor,
            double(training_set.users), 12);
  set_targets();
}

// The regularization of a row with n examples grows with a power of the count:
//   ratings  average (n / average)^reg_exponent
//   likes    (n + unobserved_weight * rows of the other side)^reg_exponent
// (Rendle, Krichene, Zhang, Koren 2022, "Revisiting the performance of iALS", eq. 4).
void AlsTrainer::init_side(AlsSide& side, std::size_t rows, const SideFeatures& features, double reg, double other_rows,
                           std::uint64_t stream) {
  const std::size_t columns = rank_ + (biased_ ? 2 : 0);
  side.rows = Matrix(rows, columns);
  side.bias_column = rank_ + (&side == &users_ ? 0 : 1);
  double num_nonempty = 0;
  for (Id r = 0; r < rows; ++r) num_nonempty += side.examples.count(r) > 0;
  const double average = double(side.examples.other.size()) / std::max(num_nonempty, 1.0);
  for (Id r = 0; r < rows; ++r) {
    const double count = double(side.examples.count(r));
    const double size = all_pairs_ ? std::pow(count + options_.unobserved_weight * other_rows, options_.reg_exponent)
                                   : average * std::pow(count / average, options_.reg_exponent);
    side.scale.push_back(size > 0 ? float(size) : 1);
    if (biased_) side.rows[r][2 * rank_ + 1 - side.bias_column] = 1;
    if (count == 0) continue;
    Random random(options_.seed, {stream, r});
    for (std::size_t k = 0; k < rank_; ++k) side.rows[r][k] = float(options_.init_std * random.normal());
    if (options_.regularizer == NonNegative::name)
      for (std::size_t k = 0; k < rank_; ++k) side.rows[r][k] = std::fabs(side.rows[r][k]);
  }
  side.reg.assign(side.rows.stride(), kFixedReg);  // also fixes the padding at 0
  const bool l1 = options_.regularizer == L1::name;
  if (l1) side.l1 = std::max(float(reg), 1e-9f);
  std::fill_n(side.reg.begin(), rank_, l1 ? 1e-9f : std::max(float(reg), 1e-9f));
  if (biased_) {
    side.reg[side.bias_column] = std::max(float(options_.bias_reg), 1e-9f);
    side.reg[2 * rank_ + 1 - side.bias_column] = kFixedReg;
  }
  side.features = FeatureMeans(features, {}, columns, options_);
}

RowSystem AlsTrainer::system(const AlsSide& side, const AlsSide& fixed) const {
  RowSystem system{&side.examples, &fixed.rows, side.scale, side.reg};
  if (!side.features.empty()) system.means = &side.features.means();
  system.block = std::size_t(options_.block_size);
  system.method = row_method(options_.regularizer);
  system.constrained_columns = rank_;
  system.l1 = side.l1;
  return system;
}

double AlsTrainer::epoch(std::size_t) {
  std::vector<float> residuals;
  sweep(users_, items_, nullptr);
  const double squares = sweep(items_, users_, effects_.empty() ? nullptr : &residuals);
  if (!effects_.empty()) step_time_effects(residuals);
  return squares / 2 / double(items_.examples.other.size());
}

// Solves for the rows of one side with the other side fixed, then fits the feature means. Returns the residual sum of
// squares.
double AlsTrainer::sweep(AlsSide& side, const AlsSide& fixed, std::vector<float>* residuals) {
  const double squares = uses_cg() ? solve_cg(side, fixed) : solve(side, fixed, residuals);
  if (!side.features.empty()) fit_feature_means(side);
  return squares;
}

double AlsTrainer::solve(AlsSide& side, const AlsSide& fixed, std::vector<float>* residuals) {
  RowSystem problem = system(side, fixed);
  Matrix gram;
  if (all_pairs_) {
    gram = gram_matrix(fixed.rows, float(options_.unobserved_weight), pool_);
    problem.gram = &gram;
  }
  return solve_rows(problem, side.rows, pool_, residuals);
}

// Conjugate gradients rotate the rows into the Gram basis. L1 and non-negativity are not invariant under rotation.
bool AlsTrainer::uses_cg() const { return all_pairs_ && options_.cg_steps > 0 && options_.regularizer == L2::name; }

double AlsTrainer::solve_cg(AlsSide& side, const AlsSide& fixed) {
  const GramBasis basis = gram_basis(fixed.rows, pool_);
  for (AlsSide* each : {&users_, &items_}) {
    rotate(each->rows, basis, pool_);
    if (each->features.empty()) continue;
    rotate(each->features.vectors(), basis, pool_);
    each->features.refresh(pool_);
  }
  std::vector<float> gram = basis.values;
  for (float& g : gram) g *= float(options_.unobserved_weight);
  return solve_rows_cg(system(side, fixed), gram, std::size_t(options_.cg_steps), side.rows, pool_);
}

// Rows without examples and rows without embeddings of their own become their feature means.
void AlsTrainer::fit_feature_means(AlsSide& side) {
  std::vector<float> mass = side.scale;
  for (Id r = 0; r < mass.size(); ++r) mass[r] = side.examples.count(r) > 0 ? mass[r] : 0;
  side.features.fit(side.rows, mass, pool_);
  parallel_for(pool_, mass.size(), [&](std::size_t at) {
    const Id r = Id(at);
    if (mass[r] > 0 && side.has_embeddings) return;
    for (std::size_t c = 0; c < side.rows.rank(); ++c)
      if (side.reg[c] < kFixedReg) side.rows[r][c] = side.features.means()[r][c];
  });
}

// The gradient of the squared loss at a score is minus the residual.
void AlsTrainer::step_time_effects(const std::vector<float>& residuals, const TimeEffectNoise& noise) {
  std::vector<float> residual(residuals.size());
  for (std::size_t at = 0; at < residuals.size(); ++at) residual[items_.examples.source[at]] = residuals[at];
  const std::vector<float> before = effects_.sums();
  const auto gradients = [&](std::vector<float>& gradient) {
    gradient.resize(residual.size());
    parallel_for(pool_, gradient.size(),
                 [&](std::size_t n) { gradient[n] = effects_.sums()[n] - before[n] - residual[n]; });
  };
  effects_.step(1, gradients, pool_, noise);
  set_targets();
}

void AlsTrainer::set_targets() {
  if (all_pairs_) return;
  for (AlsSide* side : {&users_, &items_})
    parallel_for(pool_, targets_.size(), [&](std::size_t at) {
      const std::uint32_t n = side->examples.source[at];
      side->examples.target[at] = targets_[n] - (effects_.empty() ? 0 : effects_.sums()[n]);
    });
}

bool AlsTrainer::write_to(Model& model) {
  model.offset = offset_ * scale_;
  write_time_effects(effects_.effects(), scale_, model.time);
  bool finite = true;
  for (const auto& [side, model_side, features] : {std::tuple(&users_, &model.users, &model.user_side_features),
                                                   std::tuple(&items_, &model.items, &model.item_side_features)}) {
    const std::size_t bias = biased_ ? side->bias_column : side->rows.rank();
    finite = write_factor_rows(side->rows, rank_, bias, scale_, *model_side, pool_) && finite;
    if (!side->features.empty())
      finite = write_factor_rows(side->features.vectors(), rank_, bias, scale_, features->side, pool_) && finite;
  }
  return finite;
}

void AlsTrainer::on_restore() {
  effects_.refresh(pool_);
  set_targets();
}

StateDict AlsTrainer::state() {
  StateDict dict = {{"users", &users_.rows}, {"items", &items_.rows}};
  users_.features.add_state(dict, "users.features");
  items_.features.add_state(dict, "items.features");
  effects_.add_state(dict);
  return dict;
}

}  // namespace kinfold
