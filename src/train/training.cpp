#include "train/training.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "solver/strata.h"
#include "train/registry.h"

namespace kinfold {
namespace {

constexpr std::size_t kChunk = 1 << 14;  // rows; sums are added chunk by chunk, in a fixed order

// Sum of value(i) for i in [0, count), the same for any number of threads.
template <class Value>
double ordered_sum(Pool& pool, std::size_t count, Value value) {
  std::vector<double> sums((count + kChunk - 1) / kChunk);
  pool.run(sums.size(), [&](std::size_t chunk) {
    double sum = 0;
    for (std::size_t i = chunk * kChunk; i < std::min(count, (chunk + 1) * kChunk); ++i) sum += value(i);
    sums[chunk] = sum;
  });
  double total = 0;
  for (double sum : sums) total += sum;
  return total;
}

// Copies a side by id and multiplies it; false if an entry is not finite.
bool publish_side(const Side& from, const std::vector<Id>& id_at_place, float scale, Side& to, Pool& pool) {
  if (to.size() != from.size()) to = from;
  const float root = std::sqrt(scale);  // of each of the two vectors in a product
  std::vector<std::uint8_t> finite((from.size() + kChunk - 1) / kChunk);
  pool.run(finite.size(), [&](std::size_t chunk) {
    float check = 0;  // x * 0 is NaN for every x that is not finite
    for (std::size_t place = chunk * kChunk; place < std::min(from.size(), (chunk + 1) * kChunk); ++place) {
      const Id id = id_at_place[place];
      const float* row = from.factors[Id(place)];
      float* target = to.factors[id];
      for (std::size_t k = 0; k < from.factors.stride(); ++k) {
        target[k] = root * row[k];
        check += target[k] * 0;
      }
      to.heads[id] = {scale * from.heads[place].bias, 0};
      check += to.heads[id].bias * 0;
    }
    finite[chunk] = check == 0;
  });
  return std::ranges::all_of(finite, [](std::uint8_t all) { return all; });
}

}  // namespace

ValueFacts value_facts(const std::vector<Rating>& rows) {
  ValueFacts facts{0, 0, rows[0].value, rows[0].value};
  for (const Rating& r : rows) {
    facts.mean += r.value;
    facts.low = std::min(facts.low, r.value);
    facts.high = std::max(facts.high, r.value);
  }
  facts.mean /= double(rows.size());
  for (const Rating& r : rows) facts.deviation += (r.value - facts.mean) * (r.value - facts.mean);
  facts.deviation = std::sqrt(facts.deviation / double(rows.size()));
  return facts;
}

Training::Training(std::vector<Rating> rows, std::size_t users, std::size_t items, const ValueFacts& facts,
                   const Options& options)
    : options_(options),
      biased_(options.model == "biases" || (options.model == "mf" && options.biases)),
      rank_(options.model == "mf" ? std::size_t(options.rank) : 0),
      pool_(std::size_t(options.threads)),
      scale_(1),
      low_(facts.low),
      high_(facts.high),
      sweep_(find_sweep(options.loss, options.update)) {
  with_choice(PointLosses{}, "loss", options.loss, [&]<class Loss>() {
    if (Loss::in_units_of_the_target && facts.deviation > 0) scale_ = float(facts.deviation);
    offset_ = Loss{}.offset(float(facts.mean) / scale_);
    for (Rating& r : rows) r.value /= scale_;
    baseline_ = ordered_sum(pool_, rows.size(), [&](std::size_t i) { return Loss{}.value(offset_, rows[i].value); }) /
                double(rows.size());
  });
  grid_ = make_grid(rows, users, items, default_blocks(rows.size(), users, items), options.seed, pool_);
  left_ = make_side(grid_.left_id, true);
  right_ = make_side(grid_.right_id, false);
  left_state_ = make_state(options.update, left_);
  right_state_ = make_state(options.update, right_);
}

// Rows that no rating shows stay zero: nothing is known of them.
Side Training::make_side(const std::vector<Id>& id_at_place, bool left) const {
  std::vector<std::uint32_t> counts(id_at_place.size());
  for (const Rating& r : grid_.rows) ++counts[left ? r.left : r.right];
  const double average =
      double(grid_.rows.size()) / double(counts.size() - std::size_t(std::ranges::count(counts, 0u)));
  Side side{Table(counts.size(), rank_), std::vector<Head>(counts.size())};
  for (Id place = 0; place < counts.size(); ++place) {
    if (counts[place] == 0) continue;
    side.heads[place].strength = row_strength(options_.strength, options_.penalty_power, counts[place], average);
    Random random(options_.seed, {left ? 11u : 12u, id_at_place[place]});
    for (float& x : side.factors.row(place)) x = float(options_.init * random.normal());
  }
  return side;
}

void Training::set_validation(const std::vector<Rating>& rows) {
  const std::vector<Id> left = places(grid_.left_id), right = places(grid_.right_id);
  validation_ = rows;
  for (Rating& r : validation_) {
    if (r.left != kUnseen) r.left = left[r.left];
    if (r.right != kUnseen) r.right = right[r.right];
  }
}

double Training::epoch(std::size_t number) {
  Pointwise work(left_, left_state_, right_, right_state_, offset_);
  work.rate = float(options_.rate * rate_share(options_.decay, number, std::size_t(options_.epochs)));
  work.bias_strength = float(options_.bias_strength);
  work.biased = biased_;
  const auto sweep = [&](std::span<const Rating> bucket) { return sweep_(work, bucket); };
  return run_epoch(grid_, options_.seed, number, pool_, sweep) / double(ratings());
}

double Training::validation_rmse() {
  const Factors scorer(left_, right_, offset_);
  double squares = 0;
  with_choice(PointLosses{}, "loss", options_.loss, [&]<class Loss>() {
    squares = ordered_sum(pool_, validation_.size(), [&](std::size_t i) {
      const Rating& r = validation_[i];
      float s = offset_;
      if (r.left != kUnseen && r.right != kUnseen)
        s = score(scorer, r.left, r.right);
      else if (r.left != kUnseen)
        s = scorer.left_offset(r.left);
      else if (r.right != kUnseen)
        s += scorer.right_offset(r.right);
      float value = Loss{}.mean(s) * scale_;
      if (options_.clip) value = std::clamp(value, low_, high_);
      return double(value - r.value) * double(value - r.value);
    });
  });
  return std::sqrt(squares / double(validation_.size()));
}

bool Training::publish(Model& model) {
  const bool left = publish_side(left_, grid_.left_id, scale_, model.users, pool_);
  const bool right = publish_side(right_, grid_.right_id, scale_, model.items, pool_);
  return left && right;
}

}  // namespace kinfold
