#include <algorithm>
#include <cmath>
#include <vector>

#include "core/chunks.h"
#include "core/random.h"
#include "core/vector.h"
#include "graph/dense.h"
#include "graph/layers.h"
#include "graph/propagate.h"

namespace kinfold {
namespace {

void add(Table& to, const Table& from, Pool& pool) {
  in_chunks(pool, to.rows(), [&](std::size_t n) {
    for (std::size_t k = 0; k < to.stride(); ++k) to[Id(n)][k] += from[Id(n)][k];
  });
}

// W_r = sum_b a_rb V_b
class Bases : public Layer {
 public:
  Bases(std::size_t relations, std::size_t from, std::size_t to, std::size_t bases, std::uint64_t seed)
      : own_(from, to), shares_(relations, bases), out_(from, to) {
    Random seeds(seed);
    start_weights(own_.value, seeds());
    start_weights(shares_.value, seeds());
    for (std::size_t b = 0; b < bases; ++b) {
      bases_.push_back(std::make_unique<Parameter>(from, to));
      start_weights(bases_[b]->value, seeds());
    }
    turned_.resize(bases);
  }

  const Table& forward(const Table& in, const Scene& scene) override {
    in_ = &in;
    multiply(in, own_.value, out_, scene.pool);
    know(*scene.typed);
    for (std::size_t b = 0; b < bases_.size(); ++b) {
      weigh(*scene.typed, b, scene.pool);
      multiply(in, bases_[b]->value, turned_[b], scene.pool);
      propagate(mixed_, turned_[b], sum_, scene.pool);
      add(out_, sum_, scene.pool);
    }
    return out_;
  }

  // dV_b = H^T A_b^T dO;  dH = dO W_0^T + sum_b A_b^T dO V_b^T;  da_rb = sum over links of r of 1/c <dO_n, (H V_b)_m>
  const Table& backward(const Table& slopes, const Scene& scene) override {
    const TypedLinks& links = *scene.typed;
    multiply_across(*in_, slopes, own_.slopes, scene.pool);
    multiply_back(slopes, own_.value, of_in_, scene.pool);
    for (std::size_t b = 0; b < bases_.size(); ++b) {
      in_chunks(scene.pool, back_.value.size(), [&](std::size_t n) {
        const std::uint64_t at = links.origin[n];
        back_.value[n] = links.table.value[at] * shares_.value[links.relation[at]][b];
      });
      propagate(back_, slopes, of_turned_, scene.pool);
      multiply_across(*in_, of_turned_, bases_[b]->slopes, scene.pool);
      multiply_back(of_turned_, bases_[b]->value, sum_, scene.pool);
      add(of_in_, sum_, scene.pool);
    }
    scene.pool.run(links.relations, [&](std::size_t r) { slope_shares(links, slopes, Id(r)); });
    return of_in_;
  }

  std::vector<Parameter*> parameters() override {
    std::vector<Parameter*> all = {&own_, &shares_};
    for (const auto& basis : bases_) all.push_back(basis.get());
    return all;
  }

 private:
  // Of the tables only the values change from basis to basis.
  void know(const TypedLinks& links) {
    if (known_ == &links) return;
    known_ = &links;
    mixed_ = links.table;
    back_ = links.back;
  }

  // The values of A_b = sum_r a_rb A_r.
  void weigh(const TypedLinks& links, std::size_t b, Pool& pool) {
    in_chunks(pool, mixed_.value.size(),
              [&](std::size_t n) { mixed_.value[n] = links.table.value[n] * shares_.value[links.relation[n]][b]; });
  }

  void slope_shares(const TypedLinks& links, const Table& slopes, Id relation) {
    for (std::size_t b = 0; b < bases_.size(); ++b) {
      double sum = 0;
      for (std::uint64_t n = links.begin[relation]; n < links.begin[relation + 1]; ++n) {
        const std::uint64_t at = links.by_relation[n];
        sum += double(links.table.value[at]) *
               double(dot(slopes[links.row[at]], turned_[b][links.table.column[at]], slopes.stride()));
      }
      shares_.slopes[relation][b] = float(sum);
    }
  }

  Parameter own_, shares_;
  std::vector<std::unique_ptr<Parameter>> bases_;
  const Table* in_ = nullptr;
  const TypedLinks* known_ = nullptr;
  Sparse mixed_, back_;
  std::vector<Table> turned_;
  Table out_, sum_, of_in_, of_turned_;
};

// W_r of square blocks along its diagonal: block i takes numbers [i size, (i + 1) size) to the same.
class Blocks : public Layer {
 public:
  Blocks(std::size_t relations, std::size_t width, std::size_t blocks, std::uint64_t seed)
      : width_(width), size_((width + blocks - 1) / blocks), own_(width, width), blocks_(relations, width * size_) {
    Random seeds(seed);
    start_weights(own_.value, seeds());
    const double deviation = 1 / std::sqrt(double(size_));
    Random random(seeds());
    for (Id r = 0; r < relations; ++r)
      for (float& x : blocks_.value.row(r)) x = float(deviation * random.normal());
  }

  const Table& forward(const Table& in, const Scene& scene) override {
    in_ = &in;
    const TypedLinks& links = *scene.typed;
    multiply(in, own_.value, out_, scene.pool);
    in_chunks(
        scene.pool, links.table.rows(),
        [&](std::size_t n) {
          for (std::uint64_t at = links.table.begin[n]; at < links.table.begin[n + 1]; ++at)
            each(links.relation[at], [&](std::size_t k, std::size_t j, float w, std::size_t) {
              out_[Id(n)][j] += links.table.value[at] * w * in[links.table.column[at]][k];
            });
        },
        kRows);
    return out_;
  }

  const Table& backward(const Table& slopes, const Scene& scene) override {
    const TypedLinks& links = *scene.typed;
    multiply_across(*in_, slopes, own_.slopes, scene.pool);
    multiply_back(slopes, own_.value, of_in_, scene.pool);
    in_chunks(
        scene.pool, links.back.rows(),
        [&](std::size_t m) {
          for (std::uint64_t n = links.back.begin[m]; n < links.back.begin[m + 1]; ++n)
            each(links.relation[links.origin[n]], [&](std::size_t k, std::size_t j, float w, std::size_t) {
              of_in_[Id(m)][k] += links.back.value[n] * w * slopes[links.back.column[n]][j];
            });
        },
        kRows);
    scene.pool.run(links.relations, [&](std::size_t r) {
      float* const of_blocks = blocks_.slopes[Id(r)];
      std::fill_n(of_blocks, blocks_.slopes.rank(), 0.0f);
      for (std::uint64_t n = links.begin[r]; n < links.begin[r + 1]; ++n) {
        const std::uint64_t at = links.by_relation[n];
        const float* const from = (*in_)[links.table.column[at]];
        const float* const to = slopes[links.row[at]];
        each(Id(r), [&](std::size_t k, std::size_t j, float, std::size_t place) {
          of_blocks[place] += links.table.value[at] * from[k] * to[j];
        });
      }
    });
    return of_in_;
  }

  std::vector<Parameter*> parameters() override { return {&own_, &blocks_}; }

 private:
  static constexpr std::size_t kRows = 64;

  // body(k, j, w_kj, its place) for all numbers of a relation's blocks.
  void each(Id relation, auto body) const {
    const float* const w = blocks_.value[relation];
    for (std::size_t k = 0; k < width_; ++k) {
      const std::size_t first = k / size_ * size_;
      for (std::size_t j = first; j < std::min(first + size_, width_); ++j)
        body(k, j, w[k * size_ + j - first], k * size_ + j - first);
    }
  }

  std::size_t width_, size_;
  Parameter own_, blocks_;
  const Table* in_ = nullptr;
  Table out_, of_in_;
};

}  // namespace

std::unique_ptr<Layer> relational_bases(std::size_t relations, std::size_t from, std::size_t to, std::size_t bases,
                                        std::uint64_t seed) {
  return std::make_unique<Bases>(relations, from, to, bases, seed);
}
std::unique_ptr<Layer> relational_blocks(std::size_t relations, std::size_t width, std::size_t blocks,
                                         std::uint64_t seed) {
  return std::make_unique<Blocks>(relations, width, blocks, seed);
}

}  // namespace kinfold
