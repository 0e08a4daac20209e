#include "graph/layers.h"

#include <cmath>

#include "graph/activation.h"
#include "graph/adjacency.h"
#include "graph/dense.h"
#include "graph/dropout.h"
#include "graph/propagate.h"

namespace kinfold {
namespace {

class FeatureWeights : public Layer {
 public:
  FeatureWeights(std::size_t features, std::size_t width, double dropout, std::uint64_t seed, double decay)
      : weights_(features, width, decay), dropout_(dropout) {
    start_weights(weights_.value, seed);
  }

  const Table& forward(const Table&, const Scene& scene) override {
    if (!scene.training || dropout_ == 0) {
      propagate(*scene.features, weights_.value, out_, scene.pool);
      return out_;
    }
    know(*scene.features, scene.part);
    draw_dropout(factor_, dropout_, scene.seed, 0, scene.pool);
    in_chunks(scene.pool, factor_.size(),
              [&](std::size_t n) { rows_.value[n] = scene.features->value[n] * factor_[n]; });
    propagate(rows_, weights_.value, out_, scene.pool);
    return out_;
  }

  const Table& backward(const Table& slopes, const Scene& scene) override {
    know(*scene.features, scene.part);
    const std::vector<float>& value = dropout_ == 0 ? scene.features->value : rows_.value;
    in_chunks(scene.pool, origin_.size(), [&](std::size_t n) { columns_.value[n] = value[origin_[n]]; });
    propagate(columns_, slopes, weights_.slopes, scene.pool);
    return slopes;
  }

  std::vector<Parameter*> parameters() override { return {&weights_}; }

 private:
  // The features' columns as rows; anew for others.
  void know(const Sparse& features, std::uint64_t part) {
    if (known_ == part) return;
    known_ = part;
    rows_ = features;
    columns_ = transposed(features, &origin_);
    factor_.resize(features.value.size());
  }

  Parameter weights_;
  double dropout_;
  std::uint64_t known_ = ~std::uint64_t{0};
  Sparse rows_, columns_;
  std::vector<std::uint64_t> origin_;
  std::vector<float> factor_;
  Table out_;
};

class Weights : public Layer {
 public:
  Weights(std::size_t from, std::size_t to, std::uint64_t seed, double decay) : weights_(from, to, decay) {
    start_weights(weights_.value, seed);
  }
  const Table& forward(const Table& in, const Scene& scene) override {
    in_ = &in;
    multiply(in, weights_.value, out_, scene.pool);
    return out_;
  }
  const Table& backward(const Table& slopes, const Scene& scene) override {
    multiply_across(*in_, slopes, weights_.slopes, scene.pool);
    multiply_back(slopes, weights_.value, of_in_, scene.pool);
    return of_in_;
  }
  std::vector<Parameter*> parameters() override { return {&weights_}; }

 private:
  Parameter weights_;
  const Table* in_ = nullptr;
  Table out_, of_in_;
};

class Shift : public Layer {
 public:
  explicit Shift(std::size_t width) : shift_(1, width) {}
  const Table& forward(const Table& in, const Scene& scene) override {
    out_.shape(in.rows(), in.rank());
    const float* const b = shift_.value[0];
    in_chunks(scene.pool, in.rows(), [&](std::size_t n) {
      for (std::size_t k = 0; k < in.stride(); ++k) out_[Id(n)][k] = in[Id(n)][k] + b[k];
    });
    return out_;
  }
  const Table& backward(const Table& slopes, const Scene&) override {
    float* const b = shift_.slopes[0];
    std::ranges::fill(shift_.slopes.padded(), 0.0f);
    for (Id n = 0; n < slopes.rows(); ++n)
      for (std::size_t k = 0; k < slopes.stride(); ++k) b[k] += slopes[n][k];
    return slopes;
  }
  std::vector<Parameter*> parameters() override { return {&shift_}; }

 private:
  Parameter shift_;
  Table out_;
};

template <class F>
class Activation : public Layer {
 public:
  const Table& forward(const Table& in, const Scene& scene) override {
    out_.shape(in.rows(), in.rank());
    in_chunks(scene.pool, in.rows(), [&](std::size_t n) {
      for (std::size_t k = 0; k < in.rank(); ++k) out_[Id(n)][k] = F::value(in[Id(n)][k]);
    });
    return out_;
  }
  const Table& backward(const Table& slopes, const Scene& scene) override {
    of_in_.shape(slopes.rows(), slopes.rank());
    in_chunks(scene.pool, slopes.rows(), [&](std::size_t n) {
      for (std::size_t k = 0; k < slopes.rank(); ++k) of_in_[Id(n)][k] = slopes[Id(n)][k] * F::slope(out_[Id(n)][k]);
    });
    return of_in_;
  }

 private:
  Table out_, of_in_;
};

class Dropout : public Layer {
 public:
  Dropout(double share, std::uint64_t stream) : share_(share), stream_(stream) {}
  const Table& forward(const Table& in, const Scene& scene) override {
    if (!scene.training || share_ == 0) return in;
    factor_.shape(in.rows(), in.rank());
    draw_dropout(factor_.padded(), share_, scene.seed, stream_, scene.pool);
    return times(in, out_, scene.pool);
  }
  const Table& backward(const Table& slopes, const Scene& scene) override {
    return share_ == 0 ? slopes : times(slopes, of_in_, scene.pool);
  }

 private:
  const Table& times(const Table& in, Table& out, Pool& pool) {
    out.shape(in.rows(), in.rank());
    in_chunks(pool, in.rows(), [&](std::size_t n) {
      for (std::size_t k = 0; k < in.stride(); ++k) out[Id(n)][k] = in[Id(n)][k] * factor_[Id(n)][k];
    });
    return out;
  }
  double share_;
  std::uint64_t stream_;
  Table factor_, out_, of_in_;
};

class Mixes : public Layer {
 public:
  Mixes(std::size_t steps, double teleport) : steps_(steps), teleport_(float(teleport)) {}
  const Table& forward(const Table& in, const Scene& scene) override { return mix(*scene.mix, in, out_, scene.pool); }
  // The polynomial of A^T: linear, and its own adjoint but for that.
  const Table& backward(const Table& slopes, const Scene& scene) override {
    return mix(*scene.mix_back, slopes, of_in_, scene.pool);
  }

 private:
  const Table& mix(const Sparse& table, const Table& in, Table (&turns)[2], Pool& pool) const {
    const Table* last = &in;
    for (std::size_t step = 0; step < steps_; ++step) {
      Table& next = turns[step % 2];
      propagate(table, *last, next, pool, {1 - teleport_, teleport_ > 0 ? &in : nullptr, teleport_});
      last = &next;
    }
    return *last;
  }

  std::size_t steps_;
  float teleport_;
  Table out_[2], of_in_[2];
};

}  // namespace

void start_weights(Table& table, std::uint64_t seed) {
  Random random(seed);
  const double bound = std::sqrt(6 / double(table.rows() + table.rank()));
  for (Id row = 0; row < table.rows(); ++row)
    for (float& x : table.row(row)) x = float(bound * (2 * random.uniform() - 1));
}

std::unique_ptr<Layer> feature_weights(std::size_t features, std::size_t width, double dropout, std::uint64_t seed,
                                       double decay) {
  return std::make_unique<FeatureWeights>(features, width, dropout, seed, decay);
}
std::unique_ptr<Layer> weights(std::size_t from, std::size_t to, std::uint64_t seed, double decay) {
  return std::make_unique<Weights>(from, to, seed, decay);
}
std::unique_ptr<Layer> shift(std::size_t width) { return std::make_unique<Shift>(width); }
std::unique_ptr<Layer> activation(const std::string& name) {
  std::unique_ptr<Layer> layer;
  with_choice(Activations(), "activation", name, [&]<class F>() { layer = std::make_unique<Activation<F>>(); });
  return layer;
}
std::unique_ptr<Layer> dropout(double share, std::uint64_t stream) { return std::make_unique<Dropout>(share, stream); }
std::unique_ptr<Layer> mixes(std::size_t steps, double teleport) { return std::make_unique<Mixes>(steps, teleport); }

}  // namespace kinfold
