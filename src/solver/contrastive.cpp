#include "solver/contrastive.h"

#include <algorithm>
#include <cmath>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "solver/contrastive.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "core/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {

// sum += g q, while q moves by rate (g p + own q + strength (q - mean)); p stands still.
HWY_INLINE void MoveItem(const float* HWY_RESTRICT p, float* HWY_RESTRICT q, const float* mean, std::size_t stride,
                         float g, float own, float rate, float strength, float* HWY_RESTRICT sum) {
  const Lanes d;
  const Vector slope = hn::Set(d, g), toward = hn::Set(d, rate * g), keep = hn::Set(d, 1 - rate * (own + strength));
  const Vector pull = hn::Set(d, rate * strength);
  for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
    const Vector item = hn::Load(d, q + k);
    hn::Store(hn::MulAdd(slope, item, hn::Load(d, sum + k)), d, sum + k);
    Vector moved = hn::NegMulAdd(toward, hn::Load(d, p + k), hn::Mul(keep, item));
    if (mean) moved = hn::MulAdd(pull, hn::Load(d, mean + k), moved);
    hn::Store(moved, d, q + k);
  }
}

// One group at a time: the like and its negatives, their scores and slopes.
template <class Loss, class Update>
class GroupStep {
 public:
  GroupStep(const Contrastive& work, Random random)
      : work_(work), update_{work.rows.rate}, random_(random), sum_(1, work.rows.rank) {}

  float run(const Rating& like, std::size_t block) {
    draw(like, block);
    if (items_.size() < 2) return 0;
    const Pointwise& rows = work_.rows;
    float* p = rows.left.factors + like.left * rows.stride;
    score(p);
    slopes_.assign(items_.size(), 0);
    GroupScores group{scores_[0], std::span(scores_).subspan(1), corrections_, 0, std::span(slopes_).subspan(1)};
    const float loss = Loss{}.slopes(group, work_.setting);
    slopes_[0] = group.positive_slope;
    for (float& slope : slopes_) slope *= like.value;
    move(like, p);
    return like.value * loss;
  }

 private:
  void draw(const Rating& like, std::size_t block) {
    constexpr int kTries = 8;
    items_.assign(1, like.right);
    corrections_.clear();
    const std::size_t places = work_.sampler->block_size(block);
    for (std::size_t n = 0; n < work_.negatives; ++n)
      for (int tries = 0; tries < kTries; ++tries) {
        const Id item = work_.sampler->draw(block, random_);
        if (work_.sampler->liked(like.left, item)) continue;
        items_.push_back(item);
        corrections_.push_back(work_.corrected ? -std::log(work_.sampler->probability(item) * float(places)) : 0);
        break;
      }
  }

  // Dot products and biases, or cosines.
  void score(const float* p) {
    const Pointwise& rows = work_.rows;
    scores_.clear();
    inverse_.clear();
    inverse_p_ = work_.cosine ? InverseLength(p, rows.stride) : 1;
    for (Id item : items_) {
      const float* q = rows.right.factors + item * rows.stride;
      inverse_.push_back(work_.cosine ? InverseLength(q, rows.stride) : 1);
      scores_.push_back(rows.right.heads[item].bias + inverse_p_ * inverse_.back() * Dot(p, q, rows.stride));
    }
  }

  static float InverseLength(const float* x, std::size_t n) { return 1 / std::sqrt(std::max(Dot(x, x, n), 1e-12f)); }

  float rate(const Pointwise::Rows& side, Id row, float mean_square) const {
    RowState none;
    return update_.rate(Update::has_state ? side.rows[row] : none, mean_square);
  }

  void move(const Rating& like, float* p) {
    const Pointwise& rows = work_.rows;
    const std::size_t stride = rows.stride;
    float* sum = sum_[0];
    std::fill_n(sum, stride, 0.0f);
    const float square_p = Update::has_state ? Dot(p, p, stride) / float(rows.rank) : 0;
    float own_p = 0;  // how far p moves along itself, for cosines
    const float share = 1 / float(items_.size() - 1);
    for (std::size_t j = 0; j < items_.size(); ++j) {
      const Id item = items_[j];
      const float part = j == 0 ? 1 : share;
      if (slopes_[j] == 0) continue;
      // ds/dp of a cosine s is q / (|p| |q|) - s p / |p|^2
      const float g = slopes_[j] * inverse_p_ * inverse_[j];
      const float along = work_.cosine ? -slopes_[j] * scores_[j] : 0;
      own_p += along * inverse_p_ * inverse_p_;
      Head& head = rows.right.heads[item];
      MoveItem(p, rows.right.factors + item * stride, rows.right.means ? rows.right.means + item * stride : nullptr,
               stride, g, along * inverse_[j] * inverse_[j], rate(rows.right, item, g * g * square_p),
               part * head.strength, sum);
      if (!rows.biased) continue;
      const float pull = head.bias - (rows.right.bias_means ? rows.right.bias_means[item] : 0);
      RowState none;
      const float bias_rate = update_.rate(Update::has_state ? rows.right.biases[item] : none, g * g);
      head.bias -= bias_rate * (g + part * rows.bias_strength * pull);
    }
    if (own_p != 0) AddScaled(p, own_p, stride, sum);
    const float square = Update::has_state ? Dot(sum, sum, stride) / float(rows.rank) : 0;
    const float step = rate(rows.left, like.left, square), strength = rows.left.heads[like.left].strength;
    const float* mean = rows.left.means ? rows.left.means + like.left * stride : nullptr;
    for (std::size_t k = 0; k < stride; ++k) p[k] -= step * (sum[k] + strength * (p[k] - (mean ? mean[k] : 0)));
  }

  const Contrastive& work_;
  const Update update_;
  Random random_;
  Table sum_;
  std::vector<Id> items_;
  std::vector<float> scores_, slopes_, corrections_, inverse_;
  float inverse_p_ = 1;
};

template <class Loss, class Update>
double SweepLikes(const Contrastive& work, std::span<const Rating> bucket, std::size_t block, Random random) {
  GroupStep<Loss, Update> step(work, random);
  double total = 0;
  for (const Rating& like : bucket) total += step.run(like, block);
  return total;
}

ContrastSweep FindContrastSweep(std::string_view loss, std::string_view update) {
  ContrastSweep found = nullptr;
  with_choice(GroupLosses{}, "loss", loss, [&]<class Loss>() {
    with_choice(Choices<Sgd, Adagrad>{}, "update", update, [&]<class Update>() { found = &SweepLikes<Loss, Update>; });
  });
  return found;
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(FindContrastSweep);

ContrastSweep find_contrast_sweep(std::string_view loss, std::string_view update) {
  return HWY_DYNAMIC_DISPATCH(FindContrastSweep)(loss, update);
}

}  // namespace kinfold
#endif
