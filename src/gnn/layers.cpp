#include "gnn/layers.h"

#include <cmath>

#include "gnn/activation.h"
#include "gnn/adjacency.h"
#include "gnn/dropout.h"
#include "gnn/linear.h"
#include "gnn/propagate.h"

namespace kinfold {
namespace {

class FeatureLinear : public Layer {
 public:
  FeatureLinear(std::size_t features, std::size_t width, double dropout, std::uint64_t seed, double weight_decay)
      : weights_(features, width, weight_decay), dropout_(dropout) {
    glorot_init(weights_.value, seed);
  }

  const Matrix& forward(const Matrix&, const ForwardContext& context) override {
    if (!context.training || dropout_ == 0) {
      propagate(*context.features, weights_.value, out_, context.pool);
      return out_;
    }
    cache_features(*context.features, context.part);
    sample_dropout(factor_, dropout_, context.seed, 0, context.pool);
    parallel_for(context.pool, factor_.size(),
                 [&](std::size_t n) { rows_.value[n] = context.features->value[n] * factor_[n]; });
    propagate(rows_, weights_.value, out_, context.pool);
    return out_;
  }

  const Matrix& backward(const Matrix& gradients, const ForwardContext& context) override {
    cache_features(*context.features, context.part);
    const std::vector<float>& value = dropout_ == 0 ? context.features->value : rows_.value;
    parallel_for(context.pool, origin_.size(), [&](std::size_t n) { columns_.value[n] = value[origin_[n]]; });
    propagate(columns_, gradients, weights_.gradients, context.pool);
    return gradients;
  }

  std::vector<Parameter*> parameters() override { return {&weights_}; }

 private:
  // Computes the transpose of the features if they have changed.
  void cache_features(const CsrMatrix& features, std::uint64_t part) {
    if (cached_ == part) return;
    cached_ = part;
    rows_ = features;
    columns_ = transposed(features, &origin_);
    factor_.resize(features.value.size());
  }

  Parameter weights_;
  double dropout_;
  std::uint64_t cached_ = ~std::uint64_t{0};
  CsrMatrix rows_, columns_;
  std::vector<std::uint64_t> origin_;
  std::vector<float> factor_;
  Matrix out_;
};

class LinearLayer : public Layer {
 public:
  LinearLayer(std::size_t from, std::size_t to, std::uint64_t seed, double weight_decay)
      : weights_(from, to, weight_decay) {
    glorot_init(weights_.value, seed);
  }
  const Matrix& forward(const Matrix& in, const ForwardContext& context) override {
    in_ = &in;
    matmul(in, weights_.value, out_, context.pool);
    return out_;
  }
  const Matrix& backward(const Matrix& gradients, const ForwardContext& context) override {
    matmul_grad_weight(*in_, gradients, weights_.gradients, context.pool);
    matmul_grad_input(gradients, weights_.value, of_in_, context.pool);
    return of_in_;
  }
  std::vector<Parameter*> parameters() override { return {&weights_}; }

 private:
  Parameter weights_;
  const Matrix* in_ = nullptr;
  Matrix out_, of_in_;
};

class BiasLayer : public Layer {
 public:
  explicit BiasLayer(std::size_t width) : bias_(1, width) {}
  const Matrix& forward(const Matrix& in, const ForwardContext& context) override {
    out_.resize(in.rows(), in.rank());
    const float* const b = bias_.value[0];
    parallel_for(context.pool, in.rows(), [&](std::size_t n) {
      for (std::size_t k = 0; k < in.stride(); ++k) out_[Id(n)][k] = in[Id(n)][k] + b[k];
    });
    return out_;
  }
  const Matrix& backward(const Matrix& gradients, const ForwardContext&) override {
    float* const b = bias_.gradients[0];
    std::ranges::fill(bias_.gradients.padded(), 0.0f);
    for (Id n = 0; n < gradients.rows(); ++n)
      for (std::size_t k = 0; k < gradients.stride(); ++k) b[k] += gradients[n][k];
    return gradients;
  }
  std::vector<Parameter*> parameters() override { return {&bias_}; }

 private:
  Parameter bias_;
  Matrix out_;
};

template <class F>
class Activation : public Layer {
 public:
  const Matrix& forward(const Matrix& in, const ForwardContext& context) override {
    out_.resize(in.rows(), in.rank());
    parallel_for(context.pool, in.rows(), [&](std::size_t n) {
      for (std::size_t k = 0; k < in.rank(); ++k) out_[Id(n)][k] = F::value(in[Id(n)][k]);
    });
    return out_;
  }
  const Matrix& backward(const Matrix& gradients, const ForwardContext& context) override {
    of_in_.resize(gradients.rows(), gradients.rank());
    parallel_for(context.pool, gradients.rows(), [&](std::size_t n) {
      for (std::size_t k = 0; k < gradients.rank(); ++k)
        of_in_[Id(n)][k] = gradients[Id(n)][k] * F::gradient(out_[Id(n)][k]);
    });
    return of_in_;
  }

 private:
  Matrix out_, of_in_;
};

class Dropout : public Layer {
 public:
  Dropout(double rate, std::uint64_t stream) : rate_(rate), stream_(stream) {}
  const Matrix& forward(const Matrix& in, const ForwardContext& context) override {
    if (!context.training || rate_ == 0) return in;
    factor_.resize(in.rows(), in.rank());
    sample_dropout(factor_.padded(), rate_, context.seed, stream_, context.pool);
    return apply_dropout(in, out_, context.pool);
  }
  const Matrix& backward(const Matrix& gradients, const ForwardContext& context) override {
    return rate_ == 0 ? gradients : apply_dropout(gradients, of_in_, context.pool);
  }

 private:
  const Matrix& apply_dropout(const Matrix& in, Matrix& out, Pool& pool) {
    out.resize(in.rows(), in.rank());
    parallel_for(pool, in.rows(), [&](std::size_t n) {
      for (std::size_t k = 0; k < in.stride(); ++k) out[Id(n)][k] = in[Id(n)][k] * factor_[Id(n)][k];
    });
    return out;
  }
  double rate_;
  std::uint64_t stream_;
  Matrix factor_, out_, of_in_;
};

class PropagationLayer : public Layer {
 public:
  PropagationLayer(std::size_t steps, double alpha) : steps_(steps), alpha_(float(alpha)) {}
  const Matrix& forward(const Matrix& in, const ForwardContext& context) override {
    return power_series(*context.adj, in, out_, context.pool);
  }
  // The adjoint is the same polynomial of A^T.
  const Matrix& backward(const Matrix& gradients, const ForwardContext& context) override {
    return power_series(*context.adj_t, gradients, of_in_, context.pool);
  }

 private:
  const Matrix& power_series(const CsrMatrix& table, const Matrix& in, Matrix (&buffers)[2], Pool& pool) const {
    const Matrix* last = &in;
    for (std::size_t step = 0; step < steps_; ++step) {
      Matrix& next = buffers[step % 2];
      propagate(table, *last, next, pool, {1 - alpha_, alpha_ > 0 ? &in : nullptr, alpha_});
      last = &next;
    }
    return *last;
  }

  std::size_t steps_;
  float alpha_;
  Matrix out_[2], of_in_[2];
};

}  // namespace

void glorot_init(Matrix& table, std::uint64_t seed) {
  Random random(seed);
  const double bound = std::sqrt(6 / double(table.rows() + table.rank()));
  for (Id row = 0; row < table.rows(); ++row)
    for (float& x : table.row(row)) x = float(bound * (2 * random.uniform() - 1));
}

std::unique_ptr<Layer> feature_linear(std::size_t features, std::size_t width, double dropout, std::uint64_t seed,
                                      double weight_decay) {
  return std::make_unique<FeatureLinear>(features, width, dropout, seed, weight_decay);
}
std::unique_ptr<Layer> linear(std::size_t from, std::size_t to, std::uint64_t seed, double weight_decay) {
  return std::make_unique<LinearLayer>(from, to, seed, weight_decay);
}
std::unique_ptr<Layer> bias(std::size_t width) { return std::make_unique<BiasLayer>(width); }
std::unique_ptr<Layer> activation(const std::string& name) {
  std::unique_ptr<Layer> layer;
  dispatch(Activations(), "activation", name, [&]<class F>() { layer = std::make_unique<Activation<F>>(); });
  return layer;
}
std::unique_ptr<Layer> dropout(double rate, std::uint64_t stream) { return std::make_unique<Dropout>(rate, stream); }
std::unique_ptr<Layer> propagation(std::size_t steps, double alpha) {
  return std::make_unique<PropagationLayer>(steps, alpha);
}

}  // namespace kinfold
