#include "factorization/sgd_sampled.h"

#include <algorithm>
#include <cmath>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "factorization/sgd_sampled.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "core/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {

// sum += g q, then q -= lr (g p + cosine_term q + reg (q - mean)). p is not changed.
HWY_INLINE void UpdateItem(const float* HWY_RESTRICT p, float* HWY_RESTRICT q, const float* mean, std::size_t stride,
                           float g, float cosine_term, float lr, float reg, float* HWY_RESTRICT sum) {
  const Lanes d;
  const Vector gradient = hn::Set(d, g), lr_g = hn::Set(d, lr * g), shrink = hn::Set(d, 1 - lr * (cosine_term + reg));
  const Vector lr_reg = hn::Set(d, lr * reg);
  for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
    const Vector item = hn::Load(d, q + k);
    hn::Store(hn::MulAdd(gradient, item, hn::Load(d, sum + k)), d, sum + k);
    Vector updated = hn::NegMulAdd(lr_g, hn::Load(d, p + k), hn::Mul(shrink, item));
    if (mean) updated = hn::MulAdd(lr_reg, hn::Load(d, mean + k), updated);
    hn::Store(updated, d, q + k);
  }
}

// The step of one like: samples negatives, computes scores and gradients, and updates the rows.
template <class Loss, class Optimizer>
class GroupStep {
 public:
  GroupStep(const SampledSgd& sgd, Random random)
      : sgd_(sgd), optimizer_{sgd.rows.lr}, random_(random), sum_(1, sgd.rows.rank) {}

  float run(const Rating& like, std::size_t block) {
    sample_negatives(like, block);
    if (items_.size() < 2) return 0;
    const PointwiseSgd& rows = sgd_.rows;
    float* p = rows.left.factors + like.left * rows.stride;
    score(p);
    gradients_.assign(items_.size(), 0);
    GroupScores group{scores_[0], std::span(scores_).subspan(1), corrections_, 0, std::span(gradients_).subspan(1)};
    const float loss = Loss{}.gradients(group, sgd_.loss_options);
    gradients_[0] = group.positive_gradient;
    for (float& gradient : gradients_) gradient *= like.value;
    apply_step(like, p);
    return like.value * loss;
  }

 private:
  void sample_negatives(const Rating& like, std::size_t block) {
    constexpr int kTries = 8;
    items_.assign(1, like.right);
    corrections_.clear();
    const std::size_t num_items = sgd_.sampler->block_size(block);
    for (std::size_t n = 0; n < sgd_.negatives; ++n)
      for (int tries = 0; tries < kTries; ++tries) {
        const Id item = sgd_.sampler->sample(block, random_);
        if (sgd_.sampler->liked(like.left, item)) continue;
        items_.push_back(item);
        corrections_.push_back(sgd_.logq_correction ? -std::log(sgd_.sampler->probability(item) * float(num_items))
                                                    : 0);
        break;
      }
  }

  // Dot products plus biases, or cosines.
  void score(const float* p) {
    const PointwiseSgd& rows = sgd_.rows;
    scores_.clear();
    inverse_norms_.clear();
    inverse_norm_p_ = sgd_.cosine ? InverseNorm(p, rows.stride) : 1;
    for (Id item : items_) {
      const float* q = rows.right.factors + item * rows.stride;
      inverse_norms_.push_back(sgd_.cosine ? InverseNorm(q, rows.stride) : 1);
      scores_.push_back(rows.right.bias_and_reg[item].bias +
                        inverse_norm_p_ * inverse_norms_.back() * Dot(p, q, rows.stride));
    }
  }

  static float InverseNorm(const float* x, std::size_t n) { return 1 / std::sqrt(std::max(Dot(x, x, n), 1e-12f)); }

  float lr(const PointwiseSgd::Rows& side, Id row, float mean_square) const {
    RowState none;
    return optimizer_.lr(Optimizer::has_state ? side.rows[row] : none, mean_square);
  }

  void apply_step(const Rating& like, float* p) {
    const PointwiseSgd& rows = sgd_.rows;
    const std::size_t stride = rows.stride;
    float* sum = sum_[0];
    std::fill_n(sum, stride, 0.0f);
    const float square_p = Optimizer::has_state ? Dot(p, p, stride) / float(rows.rank) : 0;
    float cosine_term_p = 0;  // the gradient of p contains cosine_term_p p, for cosines
    const float negative_weight = 1 / float(items_.size() - 1);
    for (std::size_t j = 0; j < items_.size(); ++j) {
      const Id item = items_[j];
      const float reg_weight = j == 0 ? 1 : negative_weight;
      if (gradients_[j] == 0) continue;
      // ds/dp of a cosine s is q / (|p| |q|) - s p / |p|^2
      const float g = gradients_[j] * inverse_norm_p_ * inverse_norms_[j];
      const float projection = sgd_.cosine ? -gradients_[j] * scores_[j] : 0;
      cosine_term_p += projection * inverse_norm_p_ * inverse_norm_p_;
      BiasAndReg& entry = rows.right.bias_and_reg[item];
      UpdateItem(p, rows.right.factors + item * stride, rows.right.means ? rows.right.means + item * stride : nullptr,
                 stride, g, projection * inverse_norms_[j] * inverse_norms_[j], lr(rows.right, item, g * g * square_p),
                 reg_weight * entry.reg, sum);
      if (!rows.biased) continue;
      const float difference = entry.bias - (rows.right.bias_means ? rows.right.bias_means[item] : 0);
      RowState none;
      const float bias_lr = optimizer_.lr(Optimizer::has_state ? rows.right.biases[item] : none, g * g);
      entry.bias -= bias_lr * (g + reg_weight * rows.bias_reg * difference);
    }
    if (cosine_term_p != 0) AddScaled(p, cosine_term_p, stride, sum);
    const float square = Optimizer::has_state ? Dot(sum, sum, stride) / float(rows.rank) : 0;
    const float step = lr(rows.left, like.left, square), reg = rows.left.bias_and_reg[like.left].reg;
    const float* mean = rows.left.means ? rows.left.means + like.left * stride : nullptr;
    for (std::size_t k = 0; k < stride; ++k) p[k] -= step * (sum[k] + reg * (p[k] - (mean ? mean[k] : 0)));
  }

  const SampledSgd& sgd_;
  const Optimizer optimizer_;
  Random random_;
  Matrix sum_;
  std::vector<Id> items_;
  std::vector<float> scores_, gradients_, corrections_, inverse_norms_;
  float inverse_norm_p_ = 1;
};

template <class Loss, class Optimizer>
double SampledSweepOf(const SampledSgd& sgd, std::span<const Rating> bucket, std::size_t block, Random random) {
  GroupStep<Loss, Optimizer> step(sgd, random);
  double total = 0;
  for (const Rating& like : bucket) total += step.run(like, block);
  return total;
}

SampledSweep FindSampledSweep(std::string_view loss, std::string_view optimizer) {
  SampledSweep sweep = nullptr;
  dispatch(GroupLosses{}, "loss", loss, [&]<class Loss>() {
    dispatch(TypeList<Sgd, RowwiseAdagrad>{}, "optimizer", optimizer,
             [&]<class Optimizer>() { sweep = &SampledSweepOf<Loss, Optimizer>; });
  });
  return sweep;
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(FindSampledSweep);

SampledSweep find_sampled_sweep(std::string_view loss, std::string_view optimizer) {
  return HWY_DYNAMIC_DISPATCH(FindSampledSweep)(loss, optimizer);
}

}  // namespace kinfold
#endif
