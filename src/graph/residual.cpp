#include <algorithm>
#include <cmath>

#include "graph/dense.h"
#include "graph/dropout.h"
#include "graph/layers.h"
#include "graph/propagate.h"

namespace kinfold {
namespace {

class ResidualMixes : public Layer {
 public:
  ResidualMixes(std::size_t width, const ResidualSetting& setting, std::uint64_t seed)
      : setting_(setting), rounds_(setting.layers) {
    Random seeds(seed);
    for (std::size_t l = 0; l < rounds_.size(); ++l) {
      rounds_[l].weights = std::make_unique<Parameter>(width, width, setting.decay);
      rounds_[l].beta = float(std::log(setting.lambda / double(l + 1) + 1));
      start_weights(rounds_[l].weights->value, seeds());
    }
  }

  const Table& forward(const Table& in, const Scene& scene) override {
    const Table* last = &in;
    for (std::size_t l = 0; l < rounds_.size(); ++l) last = &step(l, *last, in, scene);
    return *last;
  }

  const Table& backward(const Table& slopes, const Scene& scene) override {
    of_first_ = Table(slopes.rows(), slopes.rank());
    of_last_ = slopes;
    for (std::size_t l = rounds_.size(); l-- > 0;) step_back(l, scene);
    add(of_first_, of_last_, 1, scene.pool);
    return of_first_;
  }

  std::vector<Parameter*> parameters() override {
    std::vector<Parameter*> all;
    for (Round& round : rounds_) all.push_back(round.weights.get());
    return all;
  }

 private:
  struct Round {
    std::unique_ptr<Parameter> weights;
    float beta;
    Table factor, sum, out;  // of dropout; S; H
  };

  static void add(Table& to, const Table& from, float weight, Pool& pool) {
    in_chunks(pool, to.rows(), [&](std::size_t n) {
      for (std::size_t k = 0; k < to.stride(); ++k) to[Id(n)][k] += weight * from[Id(n)][k];
    });
  }
  static void times(const Table& factor, Table& rows, Pool& pool) {
    in_chunks(pool, rows.rows(), [&](std::size_t n) {
      for (std::size_t k = 0; k < rows.stride(); ++k) rows[Id(n)][k] *= factor[Id(n)][k];
    });
  }

  bool drops(const Scene& scene) const { return scene.training && setting_.dropout > 0; }

  const Table& step(std::size_t l, const Table& last, const Table& first, const Scene& scene) {
    Round& round = rounds_[l];
    const Table* taken = &last;
    if (drops(scene)) {
      round.factor.shape(last.rows(), last.rank());
      draw_dropout(round.factor.padded(), setting_.dropout, scene.seed, 1000 + l, scene.pool);
      dropped_ = last;
      times(round.factor, dropped_, scene.pool);
      taken = &dropped_;
    }
    propagate(*scene.mix, *taken, round.sum, scene.pool, {float(1 - setting_.alpha), &first, float(setting_.alpha)});
    multiply(round.sum, round.weights->value, round.out, scene.pool);
    in_chunks(scene.pool, last.rows(), [&](std::size_t n) {
      float *const out = round.out[Id(n)], *const sum = round.sum[Id(n)];
      for (std::size_t k = 0; k < last.stride(); ++k)
        out[k] = std::max(0.0f, (1 - round.beta) * sum[k] + round.beta * out[k]);
    });
    return round.out;
  }

  // dP = dH [H > 0];  dW = beta S^T dP;  dS = (1 - beta) dP + beta dP W^T;  dH_0 += alpha dS;
  // dH_(l-1) = (1 - alpha) A^T dS, times the factors of dropout
  void step_back(std::size_t l, const Scene& scene) {
    Round& round = rounds_[l];
    Pool& pool = scene.pool;
    in_chunks(pool, of_last_.rows(), [&](std::size_t n) {
      for (std::size_t k = 0; k < of_last_.stride(); ++k)
        if (!(round.out[Id(n)][k] > 0)) of_last_[Id(n)][k] = 0;
    });
    multiply_across(round.sum, of_last_, round.weights->slopes, pool);
    for (float& slope : round.weights->slopes.padded()) slope *= round.beta;
    multiply_back(of_last_, round.weights->value, of_sum_, pool);
    in_chunks(pool, of_sum_.rows(), [&](std::size_t n) {
      float* const of_sum = of_sum_[Id(n)];
      for (std::size_t k = 0; k < of_sum_.stride(); ++k)
        of_sum[k] = (1 - round.beta) * of_last_[Id(n)][k] + round.beta * of_sum[k];
    });
    add(of_first_, of_sum_, float(setting_.alpha), pool);
    propagate(*scene.mix_back, of_sum_, of_last_, pool, {float(1 - setting_.alpha), nullptr, 0});
    if (drops(scene)) times(round.factor, of_last_, pool);
  }

  ResidualSetting setting_;
  std::vector<Round> rounds_;
  Table dropped_, of_first_, of_last_, of_sum_;
};

}  // namespace

std::unique_ptr<Layer> residual_mixes(std::size_t width, const ResidualSetting& setting, std::uint64_t seed) {
  return std::make_unique<ResidualMixes>(width, setting, seed);
}

}  // namespace kinfold
