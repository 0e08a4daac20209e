#include "train/descent.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/random.h"
#include "loss/point.h"
#include "penalty/row.h"
#include "solver/strata.h"
#include "train/publish.h"
#include "train/registry.h"

namespace kinfold {
namespace {

// The grid, and for each of its rows the number of the rating that it is: that number rides in place of the value.
Grid numbered_grid(std::vector<Rating> rows, std::size_t lefts, std::size_t rights, const Options& options, Pool& pool,
                   std::vector<std::uint32_t>& number) {
  std::vector<float> values;
  for (std::uint32_t n = 0; n < rows.size(); ++n) {
    values.push_back(rows[n].value);
    rows[n].value = std::bit_cast<float>(n);
  }
  Grid grid = make_grid(rows, lefts, rights, default_blocks(rows.size(), lefts, rights), options.seed, pool);
  for (Rating& r : grid.rows) {
    number.push_back(std::bit_cast<std::uint32_t>(r.value));
    r.value = values[number.back()];
  }
  return grid;
}

RowPenalty row_penalty(const std::string& name) {
  if (name == Lasso::name) return RowPenalty::kLasso;
  return name == NonNegative::name ? RowPenalty::kNonNegative : RowPenalty::kRidge;
}

}  // namespace

Descent::Descent(Lesson lesson, const Options& options)
    : options_(options),
      biased_(!options.cosine && (options.model == "biases" || (options.model == "mf" && options.biases))),
      rank_(options.model == "mf" ? std::size_t(options.rank) : 0),
      pool_(std::size_t(options.threads)),
      scale_(1),
      offset_(0) {
  const bool likes = options.task == "likes";
  if (likes)
    take_likes(lesson.rows, lesson.facts);
  else
    take_values(lesson.rows, lesson.facts);
  std::vector<std::uint32_t> number;
  if (lesson.effects.empty())
    grid_ = make_grid(lesson.rows, lesson.users, lesson.items,
                      default_blocks(lesson.rows.size(), lesson.users, lesson.items), options.seed, pool_);
  else
    grid_ = numbered_grid(std::move(lesson.rows), lesson.users, lesson.items, options, pool_, number);
  effects_ = Effects(std::move(lesson.effects), number, options.time_strength);
  if (likes) negatives_.emplace(grid_, options.sampling, options.sampling == "batch" ? 1 : options.popularity_power);
  left_.id_at_place = grid_.left_id;
  right_.id_at_place = grid_.right_id;
  left_.own = options.own_vectors;
  make_half(left_, &Rating::left, lesson.user_traits, options.strength * options.user_factor, 11);
  make_half(right_, &Rating::right, lesson.item_traits, options.strength * options.item_factor, 12);
}

void Descent::take_values(std::vector<Rating>& rows, const ValueFacts& facts) {
  sweep_ = find_sweep(options_.loss, options_.update);
  with_choice(PointLosses{}, "loss", options_.loss, [&]<class Loss>() {
    if (Loss::in_units_of_the_target && facts.deviation > 0) scale_ = float(facts.deviation);
    offset_ = Loss{}.offset(float(facts.mean) / scale_);
    for (Rating& r : rows) r.value /= scale_;
    baseline_ = ordered_sum(pool_, rows.size(), [&](std::size_t i) { return Loss{}.value(offset_, rows[i].value); }) /
                double(rows.size());
  });
}

// Values become weights; knowing nothing, all scores are alike.
void Descent::take_likes(std::vector<Rating>& rows, const ValueFacts& facts) {
  contrast_ = find_contrast_sweep(options_.loss, options_.update);
  for (Rating& r : rows) r.value = weight_of_like(r.value, facts.mean, options_.confidence);
  std::vector<float> zeros(std::size_t(options_.negatives)), slopes = zeros;
  GroupScores group{0, zeros, zeros, 0, slopes};
  with_choice(GroupLosses{}, "loss", options_.loss, [&]<class Loss>() {
    baseline_ = Loss{}.slopes(group, {float(options_.temperature), float(options_.margin), rows.size()});
  });
}

// Rows that no rating shows stay zero, or at their traits' mean: nothing else is known of them.
void Descent::make_half(Half& half, Id Rating::*own, const Traits& traits, double strength, std::uint64_t stream) {
  const std::size_t rows = half.id_at_place.size();
  half.mass.assign(rows, 0);
  for (const Rating& r : grid_.rows) ++half.mass[r.*own];
  const double average = double(grid_.rows.size()) / double(rows - std::size_t(std::ranges::count(half.mass, 0.0f)));
  half.side = {Table(rows, rank_), std::vector<Head>(rows)};
  for (Id place = 0; place < rows; ++place) {
    if (half.mass[place] == 0) continue;
    half.side.heads[place].strength = row_strength(strength, options_.penalty_power, half.mass[place], average);
    Random random(options_.seed, {stream, half.id_at_place[place]});
    for (float& x : half.side.factors.row(place)) x = float(options_.init * random.normal());
    if (options_.penalty == NonNegative::name)
      for (float& x : half.side.factors.row(place)) x = std::fabs(x);
  }
  half.state = make_state(options_.update, half.side);
  if (rank_ > 0) half.vectors = TraitMeans(traits, half.id_at_place, rank_, options_);
  half.biases = TraitMeans(traits, half.id_at_place, 1, options_);
}

Pointwise Descent::work(std::size_t number) {
  Pointwise work(left_.side, left_.state, right_.side, right_.state, offset_);
  work.rate = float(options_.rate * rate_share(options_.decay, number, std::size_t(options_.epochs)));
  work.bias_strength = float(options_.bias_strength);
  work.biased = biased_;
  work.penalty = row_penalty(options_.penalty);
  for (const auto& [rows, half] : {std::pair(&work.left, &left_), std::pair(&work.right, &right_)}) {
    if (!half->vectors.empty()) rows->means = half->vectors.means()[0];
    if (!half->biases.empty()) rows->bias_means = half->biases.means()[0];
  }
  if (!effects_.empty()) work.extra = effects_.sums().data(), work.first = grid_.rows.data();
  return work;
}

double Descent::epoch(std::size_t number) {
  const Pointwise now = work(number);
  const Contrastive contrast{now,
                             negatives_ ? &*negatives_ : nullptr,
                             std::size_t(options_.negatives),
                             options_.log_q,
                             {float(options_.temperature), float(options_.margin), right_.side.size()},
                             options_.cosine};
  const auto sweep = [&](std::size_t i, std::size_t j) {
    if (contrast_) return contrast_(contrast, grid_.bucket(i, j), j, Random(options_.seed, {0xc0, number, i, j}));
    return sweep_(now, grid_.bucket(i, j));
  };
  const double loss = run_epoch(grid_, options_.seed, number, pool_, sweep) / double(grid_.rows.size());
  fit_means(left_);
  fit_means(right_);
  if (!effects_.empty()) fit_effects();
  return loss;
}

void Descent::fit_means(Half& half) {
  if (half.biases.empty()) return;
  const std::size_t rows = half.side.size();
  std::vector<float> mass(rows);
  if (rank_ > 0) {
    for (Id r = 0; r < rows; ++r) mass[r] = half.mass[r] * half.side.heads[r].strength;
    half.vectors.fit(half.side.factors, mass, pool_);
  }
  if (biased_) {
    Table biases(rows, 1);
    for (Id r = 0; r < rows; ++r) {
      mass[r] = half.mass[r] * float(options_.bias_strength);
      biases[r][0] = half.side.heads[r].bias;
    }
    half.biases.fit(biases, mass, pool_);
  }
  for (Id r = 0; r < rows; ++r) {
    if (half.mass[r] > 0 && half.own) continue;
    if (rank_ > 0) std::ranges::copy(half.vectors.means().row(r), half.side.factors[r]);
    half.side.heads[r].bias = half.biases.means()[r][0];
  }
}

void Descent::fit_effects() {
  with_choice(PointLosses{}, "loss", options_.loss, [&]<class Loss>() {
    const Factors scorer(left_.side, right_.side, offset_);
    std::vector<float> fixed(grid_.rows.size());
    in_chunks(pool_, fixed.size(),
              [&](std::size_t n) { fixed[n] = score(scorer, grid_.rows[n].left, grid_.rows[n].right); });
    const auto slopes = [&](std::vector<float>& slope) {
      slope.resize(fixed.size());
      in_chunks(pool_, fixed.size(),
                [&](std::size_t n) { slope[n] = Loss{}.slope(fixed[n] + effects_.sums()[n], grid_.rows[n].value); });
    };
    effects_.step(Loss::curvature, slopes, pool_);
  });
}

bool Descent::publish(Model& model) {
  model.offset = offset_ * scale_;
  publish_effects(effects_.effects(), scale_, model.time);
  const bool left = publish_side(left_.side, left_.id_at_place, scale_, model.users, pool_);
  const bool right = publish_side(right_.side, right_.id_at_place, scale_, model.items, pool_);
  if (options_.cosine)
    for (Side* side : {&model.users, &model.items}) normalize_rows(side->factors, pool_);
  if (!left_.biases.empty()) publish_traits(left_.vectors.vectors(), left_.biases.vectors(), scale_, model.user_traits);
  if (!right_.biases.empty())
    publish_traits(right_.vectors.vectors(), right_.biases.vectors(), scale_, model.item_traits);
  return left && right;
}

Parts Descent::state() {
  Parts parts;
  for (const auto& [name, half] : {std::pair("left", &left_), std::pair("right", &right_)}) {
    const std::string side(name);
    add_parts(parts, side, half->side);
    parts.push_back({side + ".state.rows", &half->state.rows});
    parts.push_back({side + ".state.biases", &half->state.biases});
    parts.push_back({side + ".state.bias_moments", &half->state.bias_moments});
    parts.push_back({side + ".state.moments", &half->state.moments});
    half->vectors.add_parts(parts, side + ".trait.vectors");
    half->biases.add_parts(parts, side + ".trait.biases");
  }
  effects_.add_parts(parts);
  return parts;
}

}  // namespace kinfold
