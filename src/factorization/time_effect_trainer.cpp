#include "factorization/time_effect_trainer.h"

#include <algorithm>
#include <cmath>

#include "core/chunks.h"
#include "core/random.h"

namespace kinfold {
namespace {

template <class T>
std::vector<T> reorder(const std::vector<T>& values, std::span<const std::uint32_t> order) {
  std::vector<T> result;
  result.reserve(order.size());
  for (std::uint32_t n : order) result.push_back(values[n]);
  return result;
}

}  // namespace

TimeEffectTrainer::TimeEffectTrainer(std::vector<TimeEffect> effects, std::span<const std::uint32_t> order, double reg)
    : effects_(std::move(effects)), reg_(float(reg)) {
  for (TimeEffect& effect : effects_) {
    if (!order.empty()) {
      effect.group = reorder(effect.group, order);
      if (!effect.weight.empty()) effect.weight = reorder(effect.weight, order);
    }
    Groups groups;
    groups.begin.assign(effect.value.size() + 1, 0);
    for (std::uint32_t g : effect.group) ++groups.begin[g + 1];
    for (std::size_t g = 0; g < effect.value.size(); ++g) groups.begin[g + 1] += groups.begin[g];
    std::vector<std::uint64_t> next(groups.begin.begin(), groups.begin.end() - 1);
    groups.example.resize(effect.group.size());
    for (std::uint32_t n = 0; n < effect.group.size(); ++n) groups.example[next[effect.group[n]]++] = n;
    groups_.push_back(std::move(groups));
    sums_.assign(effect.group.size(), 0);
  }
}

void TimeEffectTrainer::step(float curvature, const std::function<void(std::vector<float>&)>& gradients, Pool& pool,
                             const TimeEffectNoise& noise) {
  std::vector<float> gradient;
  for (std::size_t e = 0; e < effects_.size(); ++e) {
    gradients(gradient);
    TimeEffect& effect = effects_[e];
    const Groups& groups = groups_[e];
    parallel_for(pool, effect.value.size(), [&](std::size_t g) {
      double first = reg_ * effect.value[g], second = reg_;
      for (std::uint64_t at = groups.begin[g]; at < groups.begin[g + 1]; ++at) {
        const std::uint32_t n = groups.example[at];
        const float w = effect.weight.empty() ? 1 : effect.weight[n];
        first += w * gradient[n];
        second += curvature * w * w;
      }
      if (!(second > 0)) return;
      effect.value[g] -= float(first / second);
      if (noise.root_variance > 0)
        effect.value[g] += float(Random(noise.seed, {0xeffe, e, g}).normal() * noise.root_variance / std::sqrt(second));
    });
    refresh(pool);
  }
}

void TimeEffectTrainer::refresh(Pool& pool) {
  parallel_for(pool, sums_.size(), [&](std::size_t n) {
    float sum = 0;
    for (const TimeEffect& effect : effects_)
      sum += (effect.weight.empty() ? 1 : effect.weight[n]) * effect.value[effect.group[n]];
    sums_[n] = sum;
  });
}

void TimeEffectTrainer::add_state(StateDict& dict) {
  for (TimeEffect& effect : effects_) dict.push_back({"effect." + effect.name, &effect.value});
}

}  // namespace kinfold
