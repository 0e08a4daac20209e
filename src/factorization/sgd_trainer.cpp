#include "factorization/sgd_trainer.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/random.h"
#include "factorization/strata.h"
#include "factorization/write_model.h"
#include "loss/point.h"
#include "optimizer/schedule.h"
#include "regularizer/row.h"

namespace kinfold {
namespace {

// Makes the grid and sets order[n] to the index in `rows` of row n of the grid. The index takes the place of the value
// while the grid sorts the rows.
Grid indexed_grid(std::vector<Rating> rows, std::size_t users, std::size_t items,
                  const FactorizationTrainOptions& options, Pool& pool, std::vector<std::uint32_t>& order) {
  std::vector<float> values;
  for (std::uint32_t n = 0; n < rows.size(); ++n) {
    values.push_back(rows[n].value);
    rows[n].value = std::bit_cast<float>(n);
  }
  Grid grid = make_grid(rows, users, items, default_blocks(rows.size(), users, items), options.seed, pool);
  for (Rating& r : grid.rows) {
    order.push_back(std::bit_cast<std::uint32_t>(r.value));
    r.value = values[order.back()];
  }
  return grid;
}

RowRegularizer row_regularizer(const std::string& name) {
  if (name == L1::name) return RowRegularizer::kL1;
  return name == NonNegative::name ? RowRegularizer::kNonNegative : RowRegularizer::kL2;
}

}  // namespace

SgdTrainer::SgdTrainer(TrainingSet training_set, const FactorizationTrainOptions& options)
    : options_(options),
      biased_(options.similarity != "cosine" &&
              (options.model == "biases" || (options.model == "mf" && options.biases))),
      rank_(options.model == "mf" ? std::size_t(options.rank) : 0),
      pool_(std::size_t(options.threads)),
      scale_(1),
      offset_(0) {
  const bool likes = options.task == "likes";
  if (likes)
    prepare_likes(training_set.rows, training_set.stats);
  else
    prepare_ratings(training_set.rows, training_set.stats);
  std::vector<std::uint32_t> order;
  if (training_set.effects.empty())
    grid_ = make_grid(training_set.rows, training_set.users, training_set.items,
                      default_blocks(training_set.rows.size(), training_set.users, training_set.items), options.seed,
                      pool_);
  else
    grid_ = indexed_grid(std::move(training_set.rows), training_set.users, training_set.items, options, pool_, order);
  effects_ = TimeEffectTrainer(std::move(training_set.effects), order, options.time_reg);
  if (likes)
    negatives_.emplace(grid_, options.negative_sampler,
                       options.negative_sampler == "in-batch" ? 1 : options.popularity_exponent);
  users_.row_id = grid_.left_id;
  items_.row_id = grid_.right_id;
  users_.has_embeddings = options.user_embeddings;
  init_side(users_, &Rating::left, training_set.user_side_features, options.reg * options.user_reg_factor, 11);
  init_side(items_, &Rating::right, training_set.item_side_features, options.reg * options.item_reg_factor, 12);
}

void SgdTrainer::prepare_ratings(std::vector<Rating>& rows, const ValueStats& stats) {
  pointwise_sweep_ = find_pointwise_sweep(options_.loss, options_.optimizer);
  dispatch(PointLosses{}, "loss", options_.loss, [&]<class Loss>() {
    if (Loss::in_units_of_the_target && stats.stddev > 0) scale_ = float(stats.stddev);
    offset_ = Loss{}.offset(float(stats.mean) / scale_);
    for (Rating& r : rows) r.value /= scale_;
    baseline_ =
        deterministic_sum(pool_, rows.size(), [&](std::size_t i) { return Loss{}.value(offset_, rows[i].value); }) /
        double(rows.size());
  });
}

// Replaces values by weights. The baseline is the loss when all scores are equal.
void SgdTrainer::prepare_likes(std::vector<Rating>& rows, const ValueStats& stats) {
  sampled_sweep_ = find_sampled_sweep(options_.loss, options_.optimizer);
  for (Rating& r : rows) r.value = like_weight(r.value, stats.mean, options_.confidence_weight);
  std::vector<float> zeros(std::size_t(options_.negatives)), gradients = zeros;
  GroupScores group{0, zeros, zeros, 0, gradients};
  dispatch(GroupLosses{}, "loss", options_.loss, [&]<class Loss>() {
    baseline_ = Loss{}.gradients(group, {float(options_.temperature), float(options_.margin), rows.size()});
  });
}

// Rows without ratings start at zero. fit_feature_means() sets them to their feature means.
void SgdTrainer::init_side(SgdSide& side, Id Rating::*id_member, const SideFeatures& features, double reg,
                           std::uint64_t stream) {
  const std::size_t rows = side.row_id.size();
  side.counts.assign(rows, 0);
  for (const Rating& r : grid_.rows) ++side.counts[r.*id_member];
  const double average = double(grid_.rows.size()) / double(rows - std::size_t(std::ranges::count(side.counts, 0.0f)));
  side.params = {Matrix(rows, rank_), std::vector<BiasAndReg>(rows)};
  for (Id row = 0; row < rows; ++row) {
    if (side.counts[row] == 0) continue;
    side.params.bias_and_reg[row].reg = row_reg(reg, options_.reg_exponent, side.counts[row], average);
    Random random(options_.seed, {stream, side.row_id[row]});
    for (float& x : side.params.factors.row(row)) x = float(options_.init_std * random.normal());
    if (options_.regularizer == NonNegative::name)
      for (float& x : side.params.factors.row(row)) x = std::fabs(x);
  }
  side.state = make_side_state(options_.optimizer, side.params);
  if (rank_ > 0) side.vectors = FeatureMeans(features, side.row_id, rank_, options_);
  side.biases = FeatureMeans(features, side.row_id, 1, options_);
}

PointwiseSgd SgdTrainer::make_sgd(std::size_t number) {
  PointwiseSgd sgd(users_.params, users_.state, items_.params, items_.state, offset_);
  sgd.lr = float(options_.lr * lr_factor(options_.lr_schedule, number, std::size_t(options_.epochs)));
  sgd.bias_reg = float(options_.bias_reg);
  sgd.biased = biased_;
  sgd.regularizer = row_regularizer(options_.regularizer);
  for (const auto& [rows, side] : {std::pair(&sgd.left, &users_), std::pair(&sgd.right, &items_)}) {
    if (!side->vectors.empty()) rows->means = side->vectors.means()[0];
    if (!side->biases.empty()) rows->bias_means = side->biases.means()[0];
  }
  if (!effects_.empty()) sgd.example_offset = effects_.sums().data(), sgd.first = grid_.rows.data();
  return sgd;
}

double SgdTrainer::epoch(std::size_t number) {
  const PointwiseSgd sgd = make_sgd(number);
  const SampledSgd sampled_sgd{sgd,
                               negatives_ ? &*negatives_ : nullptr,
                               std::size_t(options_.negatives),
                               options_.logq_correction,
                               {float(options_.temperature), float(options_.margin), items_.params.size()},
                               options_.similarity == "cosine"};
  const auto sweep = [&](std::size_t i, std::size_t j) {
    if (sampled_sweep_)
      return sampled_sweep_(sampled_sgd, grid_.bucket(i, j), j, Random(options_.seed, {0xc0, number, i, j}));
    return pointwise_sweep_(sgd, grid_.bucket(i, j));
  };
  const double loss = run_epoch(grid_, options_.seed, number, pool_, sweep) / double(grid_.rows.size());
  fit_feature_means(users_);
  fit_feature_means(items_);
  if (!effects_.empty()) fit_time_effects();
  return loss;
}

void SgdTrainer::fit_feature_means(SgdSide& side) {
  if (side.biases.empty()) return;
  const std::size_t rows = side.params.size();
  std::vector<float> mass(rows);
  if (rank_ > 0) {
    for (Id r = 0; r < rows; ++r) mass[r] = side.counts[r] * side.params.bias_and_reg[r].reg;
    side.vectors.fit(side.params.factors, mass, pool_);
  }
  if (biased_) {
    Matrix biases(rows, 1);
    for (Id r = 0; r < rows; ++r) {
      mass[r] = side.counts[r] * float(options_.bias_reg);
      biases[r][0] = side.params.bias_and_reg[r].bias;
    }
    side.biases.fit(biases, mass, pool_);
  }
  for (Id r = 0; r < rows; ++r) {
    if (side.counts[r] > 0 && side.has_embeddings) continue;
    if (rank_ > 0) std::ranges::copy(side.vectors.means().row(r), side.params.factors[r]);
    side.params.bias_and_reg[r].bias = side.biases.means()[r][0];
  }
}

void SgdTrainer::fit_time_effects() {
  dispatch(PointLosses{}, "loss", options_.loss, [&]<class Loss>() {
    const Factors scorer(users_.params, items_.params, offset_);
    std::vector<float> fixed(grid_.rows.size());
    parallel_for(pool_, fixed.size(),
                 [&](std::size_t n) { fixed[n] = score(scorer, grid_.rows[n].left, grid_.rows[n].right); });
    const auto gradients = [&](std::vector<float>& gradient) {
      gradient.resize(fixed.size());
      parallel_for(pool_, fixed.size(), [&](std::size_t n) {
        gradient[n] = Loss{}.gradient(fixed[n] + effects_.sums()[n], grid_.rows[n].value);
      });
    };
    effects_.step(Loss::curvature, gradients, pool_);
  });
}

bool SgdTrainer::write_to(Model& model) {
  model.offset = offset_ * scale_;
  write_time_effects(effects_.effects(), scale_, model.time);
  const bool users_finite = write_side(users_.params, users_.row_id, scale_, model.users, pool_);
  const bool items_finite = write_side(items_.params, items_.row_id, scale_, model.items, pool_);
  if (options_.similarity == "cosine")
    for (FactorSide* side : {&model.users, &model.items}) normalize_rows(side->factors, pool_);
  if (!users_.biases.empty())
    write_side_features(users_.vectors.vectors(), users_.biases.vectors(), scale_, model.user_side_features);
  if (!items_.biases.empty())
    write_side_features(items_.vectors.vectors(), items_.biases.vectors(), scale_, model.item_side_features);
  return users_finite && items_finite;
}

StateDict SgdTrainer::state() {
  StateDict dict;
  for (const auto& [name, side] : {std::pair("users", &users_), std::pair("items", &items_)}) {
    const std::string prefix(name);
    add_state(dict, prefix, side->params);
    dict.push_back({prefix + ".state.rows", &side->state.rows});
    dict.push_back({prefix + ".state.biases", &side->state.biases});
    dict.push_back({prefix + ".state.bias_moments", &side->state.bias_moments});
    dict.push_back({prefix + ".state.moments", &side->state.moments});
    side->vectors.add_state(dict, prefix + ".features.vectors");
    side->biases.add_state(dict, prefix + ".features.biases");
  }
  effects_.add_state(dict);
  return dict;
}

}  // namespace kinfold
