#include <algorithm>
#include <cmath>
#include <vector>

#include "core/chunks.h"
#include "core/random.h"
#include "core/vector.h"
#include "gnn/layers.h"
#include "gnn/linear.h"
#include "gnn/propagate.h"

namespace kinfold {
namespace {

void add(Matrix& to, const Matrix& from, Pool& pool) {
  parallel_for(pool, to.rows(), [&](std::size_t n) {
    for (std::size_t k = 0; k < to.stride(); ++k) to[Id(n)][k] += from[Id(n)][k];
  });
}

// W_r = sum_b a_rb V_b
class BasisLayer : public Layer {
 public:
  BasisLayer(std::size_t relations, std::size_t from, std::size_t to, std::size_t num_bases, std::uint64_t seed)
      : self_weights_(from, to), coefficients_(relations, num_bases), out_(from, to) {
    Random seeds(seed);
    glorot_init(self_weights_.value, seeds());
    glorot_init(coefficients_.value, seeds());
    for (std::size_t b = 0; b < num_bases; ++b) {
      bases_.push_back(std::make_unique<Parameter>(from, to));
      glorot_init(bases_[b]->value, seeds());
    }
    transformed_.resize(num_bases);
  }

  const Matrix& forward(const Matrix& in, const ForwardContext& context) override {
    in_ = &in;
    matmul(in, self_weights_.value, out_, context.pool);
    cache_links(*context.typed);
    for (std::size_t b = 0; b < bases_.size(); ++b) {
      combine_bases(*context.typed, b, context.pool);
      matmul(in, bases_[b]->value, transformed_[b], context.pool);
      propagate(adj_, transformed_[b], sum_, context.pool);
      add(out_, sum_, context.pool);
    }
    return out_;
  }

  // dV_b = H^T A_b^T dO;  dH = dO W_0^T + sum_b A_b^T dO V_b^T;  da_rb = sum over links of r of 1/c <dO_n, (H V_b)_m>
  const Matrix& backward(const Matrix& gradients, const ForwardContext& context) override {
    const TypedLinks& links = *context.typed;
    matmul_grad_weight(*in_, gradients, self_weights_.gradients, context.pool);
    matmul_grad_input(gradients, self_weights_.value, of_in_, context.pool);
    for (std::size_t b = 0; b < bases_.size(); ++b) {
      parallel_for(context.pool, adj_t_.value.size(), [&](std::size_t n) {
        const std::uint64_t at = links.origin[n];
        adj_t_.value[n] = links.adj.value[at] * coefficients_.value[links.relation[at]][b];
      });
      propagate(adj_t_, gradients, of_transformed_, context.pool);
      matmul_grad_weight(*in_, of_transformed_, bases_[b]->gradients, context.pool);
      matmul_grad_input(of_transformed_, bases_[b]->value, sum_, context.pool);
      add(of_in_, sum_, context.pool);
    }
    context.pool.run(links.relations, [&](std::size_t r) { backward_coefficients(links, gradients, Id(r)); });
    return of_in_;
  }

  std::vector<Parameter*> parameters() override {
    std::vector<Parameter*> all = {&self_weights_, &coefficients_};
    for (const auto& basis : bases_) all.push_back(basis.get());
    return all;
  }

 private:
  // Copies the sparsity pattern; only the values differ between bases.
  void cache_links(const TypedLinks& links) {
    if (cached_ == &links) return;
    cached_ = &links;
    adj_ = links.adj;
    adj_t_ = links.adj_t;
  }

  // Sets adj_ to A_b = sum_r a_rb A_r.
  void combine_bases(const TypedLinks& links, std::size_t b, Pool& pool) {
    parallel_for(pool, adj_.value.size(), [&](std::size_t n) {
      adj_.value[n] = links.adj.value[n] * coefficients_.value[links.relation[n]][b];
    });
  }

  void backward_coefficients(const TypedLinks& links, const Matrix& gradients, Id relation) {
    for (std::size_t b = 0; b < bases_.size(); ++b) {
      double sum = 0;
      for (std::uint64_t n = links.begin[relation]; n < links.begin[relation + 1]; ++n) {
        const std::uint64_t at = links.by_relation[n];
        sum += double(links.adj.value[at]) *
               double(dot(gradients[links.row[at]], transformed_[b][links.adj.column[at]], gradients.stride()));
      }
      coefficients_.gradients[relation][b] = float(sum);
    }
  }

  Parameter self_weights_, coefficients_;
  std::vector<std::unique_ptr<Parameter>> bases_;
  const Matrix* in_ = nullptr;
  const TypedLinks* cached_ = nullptr;
  CsrMatrix adj_, adj_t_;
  std::vector<Matrix> transformed_;
  Matrix out_, sum_, of_in_, of_transformed_;
};

// W_r is block diagonal: block i maps entries [i size, (i + 1) size) to the same entries of the output.
class BlockDiagonalLayer : public Layer {
 public:
  BlockDiagonalLayer(std::size_t relations, std::size_t width, std::size_t blocks, std::uint64_t seed)
      : width_(width),
        size_((width + blocks - 1) / blocks),
        self_weights_(width, width),
        blocks_(relations, width * size_) {
    Random seeds(seed);
    glorot_init(self_weights_.value, seeds());
    const double stddev = 1 / std::sqrt(double(size_));
    Random random(seeds());
    for (Id r = 0; r < relations; ++r)
      for (float& x : blocks_.value.row(r)) x = float(stddev * random.normal());
  }

  const Matrix& forward(const Matrix& in, const ForwardContext& context) override {
    in_ = &in;
    const TypedLinks& links = *context.typed;
    matmul(in, self_weights_.value, out_, context.pool);
    parallel_for(
        context.pool, links.adj.rows(),
        [&](std::size_t n) {
          for (std::uint64_t at = links.adj.begin[n]; at < links.adj.begin[n + 1]; ++at)
            each(links.relation[at], [&](std::size_t k, std::size_t j, float w, std::size_t) {
              out_[Id(n)][j] += links.adj.value[at] * w * in[links.adj.column[at]][k];
            });
        },
        kRows);
    return out_;
  }

  const Matrix& backward(const Matrix& gradients, const ForwardContext& context) override {
    const TypedLinks& links = *context.typed;
    matmul_grad_weight(*in_, gradients, self_weights_.gradients, context.pool);
    matmul_grad_input(gradients, self_weights_.value, of_in_, context.pool);
    parallel_for(
        context.pool, links.adj_t.rows(),
        [&](std::size_t m) {
          for (std::uint64_t n = links.adj_t.begin[m]; n < links.adj_t.begin[m + 1]; ++n)
            each(links.relation[links.origin[n]], [&](std::size_t k, std::size_t j, float w, std::size_t) {
              of_in_[Id(m)][k] += links.adj_t.value[n] * w * gradients[links.adj_t.column[n]][j];
            });
        },
        kRows);
    context.pool.run(links.relations, [&](std::size_t r) {
      float* const of_blocks = blocks_.gradients[Id(r)];
      std::fill_n(of_blocks, blocks_.gradients.rank(), 0.0f);
      for (std::uint64_t n = links.begin[r]; n < links.begin[r + 1]; ++n) {
        const std::uint64_t at = links.by_relation[n];
        const float* const from = (*in_)[links.adj.column[at]];
        const float* const to = gradients[links.row[at]];
        each(Id(r), [&](std::size_t k, std::size_t j, float, std::size_t index) {
          of_blocks[index] += links.adj.value[at] * from[k] * to[j];
        });
      }
    });
    return of_in_;
  }

  std::vector<Parameter*> parameters() override { return {&self_weights_, &blocks_}; }

 private:
  static constexpr std::size_t kRows = 64;

  // Calls body(k, j, w_kj, index of w_kj) for all entries of a relation's blocks.
  void each(Id relation, auto body) const {
    const float* const w = blocks_.value[relation];
    for (std::size_t k = 0; k < width_; ++k) {
      const std::size_t first = k / size_ * size_;
      for (std::size_t j = first; j < std::min(first + size_, width_); ++j)
        body(k, j, w[k * size_ + j - first], k * size_ + j - first);
    }
  }

  std::size_t width_, size_;
  Parameter self_weights_, blocks_;
  const Matrix* in_ = nullptr;
  Matrix out_, of_in_;
};

}  // namespace

std::unique_ptr<Layer> rgcn_bases(std::size_t relations, std::size_t from, std::size_t to, std::size_t num_bases,
                                  std::uint64_t seed) {
  return std::make_unique<BasisLayer>(relations, from, to, num_bases, seed);
}
std::unique_ptr<Layer> rgcn_blocks(std::size_t relations, std::size_t width, std::size_t blocks, std::uint64_t seed) {
  return std::make_unique<BlockDiagonalLayer>(relations, width, blocks, seed);
}

}  // namespace kinfold
