#include "factorization/feature_regression.h"

#include <algorithm>

#include "core/chunks.h"
#include "core/vector.h"

namespace kinfold {
namespace {

constexpr std::size_t kRegressionRows = 256;  // rows per chunk

void each_row(std::size_t rows, Pool& pool, auto body) {
  parallel_for(
      pool, rows, [&](std::size_t row) { body(Id(row)); }, kRegressionRows);
}

// out[row] = sum over the row's bag of weight * factor(member) * from[member]
void gather(const Bags& bags, const Matrix& from, std::span<const float> factor, Matrix& out, Pool& pool) {
  each_row(out.rows(), pool, [&](Id row) {
    const std::uint64_t first = bags.begin[row], count = bags.begin[row + 1] - first;
    weighted_sum(from, std::span(bags.member).subspan(first, count), std::span(bags.weight).subspan(first, count),
                 factor.empty() ? nullptr : factor.data(), out[row]);
  });
}

// Dot product of each column of a with the same column of b.
std::vector<double> column_dots(const Matrix& a, const Matrix& b, Pool& pool) {
  const std::size_t chunks = (a.rows() + kRegressionRows - 1) / kRegressionRows, stride = a.stride();
  std::vector<double> parts(chunks * stride), sums(stride);
  pool.run(chunks, [&](std::size_t chunk) {
    double* part = parts.data() + chunk * stride;
    for (std::size_t row = chunk * kRegressionRows; row < std::min(a.rows(), (chunk + 1) * kRegressionRows); ++row)
      for (std::size_t c = 0; c < stride; ++c) part[c] += double(a[Id(row)][c]) * b[Id(row)][c];
  });
  for (std::size_t i = 0; i < parts.size(); ++i) sums[i % stride] += parts[i];
  return sums;
}

class ConjugateGradients {
 public:
  ConjugateGradients(const FeatureRegression& problem, std::size_t rows, const Matrix& embeddings, Pool& pool)
      : problem_(problem),
        pool_(pool),
        row_products_(rows, embeddings.rank()),
        image_(embeddings.rows(), embeddings.rank()),
        diagonal_(embeddings.rows()) {
    each_row(embeddings.rows(), pool_, [&](Id k) {
      for (std::uint64_t n = problem_.members->begin[k]; n < problem_.members->begin[k + 1]; ++n) {
        const float w = problem_.members->weight[n];
        diagonal_[k] += w * w * problem_.weight[problem_.members->member[n]];
      }
    });
  }

  void run(const Matrix& rows, Matrix& embeddings, int steps, const Matrix* rhs_noise) {
    // r = X'W (x - X e) - L2 e + rhs_noise
    Matrix residual(embeddings.rows(), embeddings.rank()), preconditioned = residual;
    gather(*problem_.bags, embeddings, {}, row_products_, pool_);
    each_row(rows.rows(), pool_, [&](Id row) {
      for (std::size_t c = 0; c < rows.stride(); ++c) row_products_[row][c] = rows[row][c] - row_products_[row][c];
    });
    gather(*problem_.members, row_products_, problem_.weight, residual, pool_);
    each_row(embeddings.rows(), pool_, [&](Id k) {
      for (std::size_t c = 0; c < embeddings.stride(); ++c)
        residual[k][c] += (rhs_noise ? (*rhs_noise)[k][c] : 0) - l2(k, c) * embeddings[k][c];
    });
    precondition(residual, preconditioned);
    Matrix direction = preconditioned;
    std::vector<double> size = column_dots(residual, preconditioned, pool_);
    const std::vector<double> first = size;
    for (int step = 0; step < steps; ++step) {
      apply(direction);
      const std::vector<double> curvature = column_dots(direction, image_, pool_);
      update_solution(embeddings, direction, residual, size, curvature);
      precondition(residual, preconditioned);
      const std::vector<double> next = column_dots(residual, preconditioned, pool_);
      update_direction(direction, preconditioned, next, size);
      size = next;
      bool done = true;
      for (std::size_t c = 0; c < size.size(); ++c) done = done && size[c] <= 1e-10 * first[c];
      if (done) break;
    }
  }

 private:
  float l2(Id k, std::size_t c) const {
    return problem_.l2[(problem_.group.empty() ? 0 : problem_.group[k]) * image_.stride() + c];
  }
  void precondition(const Matrix& residual, Matrix& preconditioned) {
    each_row(residual.rows(), pool_, [&](Id k) {
      for (std::size_t c = 0; c < residual.stride(); ++c) {
        const float d = diagonal_[k] + l2(k, c);
        preconditioned[k][c] = d > 0 ? residual[k][c] / d : 0;
      }
    });
  }
  // image = (X'WX + L2) direction
  void apply(const Matrix& direction) {
    gather(*problem_.bags, direction, {}, row_products_, pool_);
    gather(*problem_.members, row_products_, problem_.weight, image_, pool_);
    each_row(direction.rows(), pool_, [&](Id k) {
      for (std::size_t c = 0; c < direction.stride(); ++c) image_[k][c] += l2(k, c) * direction[k][c];
    });
  }
  void update_solution(Matrix& embeddings, const Matrix& direction, Matrix& residual, const std::vector<double>& size,
                       const std::vector<double>& curvature) {
    each_row(embeddings.rows(), pool_, [&](Id k) {
      for (std::size_t c = 0; c < embeddings.stride(); ++c) {
        const float alpha = curvature[c] > 0 ? float(size[c] / curvature[c]) : 0;
        embeddings[k][c] += alpha * direction[k][c];
        residual[k][c] -= alpha * image_[k][c];
      }
    });
  }
  void update_direction(Matrix& direction, const Matrix& preconditioned, const std::vector<double>& next,
                        const std::vector<double>& size) {
    each_row(direction.rows(), pool_, [&](Id k) {
      for (std::size_t c = 0; c < direction.stride(); ++c)
        direction[k][c] = preconditioned[k][c] + (size[c] > 0 ? float(next[c] / size[c]) : 0) * direction[k][c];
    });
  }

  const FeatureRegression& problem_;
  Pool& pool_;
  Matrix row_products_, image_;
  std::vector<float> diagonal_;
};

}  // namespace

void fit_feature_embeddings(const FeatureRegression& problem, const Matrix& rows, Matrix& embeddings, int steps,
                            Pool& pool, const Matrix* rhs_noise) {
  if (embeddings.rows() == 0) return;
  ConjugateGradients(problem, rows.rows(), embeddings, pool).run(rows, embeddings, steps, rhs_noise);
}

void feature_means(const Bags& bags, const Matrix& embeddings, Matrix& means, Pool& pool) {
  gather(bags, embeddings, {}, means, pool);
}

}  // namespace kinfold
