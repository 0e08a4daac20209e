#include <algorithm>
#include <cmath>

#include "gnn/dropout.h"
#include "gnn/layers.h"
#include "gnn/linear.h"
#include "gnn/propagate.h"

namespace kinfold {
namespace {

class GcniiLayers : public Layer {
 public:
  GcniiLayers(std::size_t width, const GcniiOptions& options, std::uint64_t seed)
      : options_(options), layers_(options.layers) {
    Random seeds(seed);
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      layers_[l].weights = std::make_unique<Parameter>(width, width, options.weight_decay);
      layers_[l].beta = float(std::log(options.lambda / double(l + 1) + 1));
      glorot_init(layers_[l].weights->value, seeds());
    }
  }

  const Matrix& forward(const Matrix& in, const ForwardContext& context) override {
    const Matrix* last = &in;
    for (std::size_t l = 0; l < layers_.size(); ++l) last = &step(l, *last, in, context);
    return *last;
  }

  const Matrix& backward(const Matrix& gradients, const ForwardContext& context) override {
    of_first_ = Matrix(gradients.rows(), gradients.rank());
    of_last_ = gradients;
    for (std::size_t l = layers_.size(); l-- > 0;) step_back(l, context);
    add(of_first_, of_last_, 1, context.pool);
    return of_first_;
  }

  std::vector<Parameter*> parameters() override {
    std::vector<Parameter*> all;
    for (GcniiLayer& layer : layers_) all.push_back(layer.weights.get());
    return all;
  }

 private:
  struct GcniiLayer {
    std::unique_ptr<Parameter> weights;
    float beta;
    Matrix factor, sum, out;  // dropout factors, S, H
  };

  static void add(Matrix& to, const Matrix& from, float weight, Pool& pool) {
    parallel_for(pool, to.rows(), [&](std::size_t n) {
      for (std::size_t k = 0; k < to.stride(); ++k) to[Id(n)][k] += weight * from[Id(n)][k];
    });
  }
  static void times(const Matrix& factor, Matrix& rows, Pool& pool) {
    parallel_for(pool, rows.rows(), [&](std::size_t n) {
      for (std::size_t k = 0; k < rows.stride(); ++k) rows[Id(n)][k] *= factor[Id(n)][k];
    });
  }

  bool drops(const ForwardContext& context) const { return context.training && options_.dropout > 0; }

  const Matrix& step(std::size_t l, const Matrix& last, const Matrix& first, const ForwardContext& context) {
    GcniiLayer& layer = layers_[l];
    const Matrix* input = &last;
    if (drops(context)) {
      layer.factor.resize(last.rows(), last.rank());
      sample_dropout(layer.factor.padded(), options_.dropout, context.seed, 1000 + l, context.pool);
      dropped_out_ = last;
      times(layer.factor, dropped_out_, context.pool);
      input = &dropped_out_;
    }
    propagate(*context.adj, *input, layer.sum, context.pool,
              {float(1 - options_.alpha), &first, float(options_.alpha)});
    matmul(layer.sum, layer.weights->value, layer.out, context.pool);
    parallel_for(context.pool, last.rows(), [&](std::size_t n) {
      float *const out = layer.out[Id(n)], *const sum = layer.sum[Id(n)];
      for (std::size_t k = 0; k < last.stride(); ++k)
        out[k] = std::max(0.0f, (1 - layer.beta) * sum[k] + layer.beta * out[k]);
    });
    return layer.out;
  }

  // dP = dH [H > 0];  dW = beta S^T dP;  dS = (1 - beta) dP + beta dP W^T;  dH_0 += alpha dS;
  // dH_(l-1) = (1 - alpha) A^T dS, times the dropout factors
  void step_back(std::size_t l, const ForwardContext& context) {
    GcniiLayer& layer = layers_[l];
    Pool& pool = context.pool;
    parallel_for(pool, of_last_.rows(), [&](std::size_t n) {
      for (std::size_t k = 0; k < of_last_.stride(); ++k)
        if (!(layer.out[Id(n)][k] > 0)) of_last_[Id(n)][k] = 0;
    });
    matmul_grad_weight(layer.sum, of_last_, layer.weights->gradients, pool);
    for (float& gradient : layer.weights->gradients.padded()) gradient *= layer.beta;
    matmul_grad_input(of_last_, layer.weights->value, of_sum_, pool);
    parallel_for(pool, of_sum_.rows(), [&](std::size_t n) {
      float* const of_sum = of_sum_[Id(n)];
      for (std::size_t k = 0; k < of_sum_.stride(); ++k)
        of_sum[k] = (1 - layer.beta) * of_last_[Id(n)][k] + layer.beta * of_sum[k];
    });
    add(of_first_, of_sum_, float(options_.alpha), pool);
    propagate(*context.adj_t, of_sum_, of_last_, pool, {float(1 - options_.alpha), nullptr, 0});
    if (drops(context)) times(layer.factor, of_last_, pool);
  }

  GcniiOptions options_;
  std::vector<GcniiLayer> layers_;
  Matrix dropped_out_, of_first_, of_last_, of_sum_;
};

}  // namespace

std::unique_ptr<Layer> gcnii_layers(std::size_t width, const GcniiOptions& options, std::uint64_t seed) {
  return std::make_unique<GcniiLayers>(width, options, seed);
}

}  // namespace kinfold
