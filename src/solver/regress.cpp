#include "solver/regress.h"

#include <algorithm>

#include "core/chunks.h"
#include "core/vector.h"

namespace kinfold {
namespace {

constexpr std::size_t kRows = 256;  // at a time

void each_row(std::size_t rows, Pool& pool, auto body) {
  in_chunks(
      pool, rows, [&](std::size_t row) { body(Id(row)); }, kRows);
}

// out[row] = sum over the row's bag of weight * factor(member) * from[member]
void gather(const Bags& bags, const Table& from, std::span<const float> factor, Table& out, Pool& pool) {
  each_row(out.rows(), pool, [&](Id row) {
    const std::uint64_t first = bags.begin[row], count = bags.begin[row + 1] - first;
    weighted_sum(from, std::span(bags.member).subspan(first, count), std::span(bags.weight).subspan(first, count),
                 factor.empty() ? nullptr : factor.data(), out[row]);
  });
}

// Dot products column by column.
std::vector<double> column_dots(const Table& a, const Table& b, Pool& pool) {
  const std::size_t chunks = (a.rows() + kRows - 1) / kRows, stride = a.stride();
  std::vector<double> parts(chunks * stride), sums(stride);
  pool.run(chunks, [&](std::size_t chunk) {
    double* part = parts.data() + chunk * stride;
    for (std::size_t row = chunk * kRows; row < std::min(a.rows(), (chunk + 1) * kRows); ++row)
      for (std::size_t c = 0; c < stride; ++c) part[c] += double(a[Id(row)][c]) * b[Id(row)][c];
  });
  for (std::size_t i = 0; i < parts.size(); ++i) sums[i % stride] += parts[i];
  return sums;
}

class ConjugateGradients {
 public:
  ConjugateGradients(const Regression& problem, std::size_t rows, const Table& traits, Pool& pool)
      : problem_(problem),
        pool_(pool),
        through_(rows, traits.rank()),
        image_(traits.rows(), traits.rank()),
        diagonal_(traits.rows()) {
    each_row(traits.rows(), pool_, [&](Id k) {
      for (std::uint64_t n = problem_.members->begin[k]; n < problem_.members->begin[k + 1]; ++n) {
        const float w = problem_.members->weight[n];
        diagonal_[k] += w * w * problem_.weight[problem_.members->member[n]];
      }
    });
  }

  void run(const Table& rows, Table& traits, int steps, const Table* added) {
    // r = X'W (x - X e) - ridge e + added
    Table residual(traits.rows(), traits.rank()), conditioned = residual;
    gather(*problem_.bags, traits, {}, through_, pool_);
    each_row(rows.rows(), pool_, [&](Id row) {
      for (std::size_t c = 0; c < rows.stride(); ++c) through_[row][c] = rows[row][c] - through_[row][c];
    });
    gather(*problem_.members, through_, problem_.weight, residual, pool_);
    each_row(traits.rows(), pool_, [&](Id k) {
      for (std::size_t c = 0; c < traits.stride(); ++c)
        residual[k][c] += (added ? (*added)[k][c] : 0) - ridge(k, c) * traits[k][c];
    });
    condition(residual, conditioned);
    Table direction = conditioned;
    std::vector<double> size = column_dots(residual, conditioned, pool_);
    const std::vector<double> first = size;
    for (int step = 0; step < steps; ++step) {
      apply(direction);
      const std::vector<double> curvature = column_dots(direction, image_, pool_);
      move(traits, direction, residual, size, curvature);
      condition(residual, conditioned);
      const std::vector<double> next = column_dots(residual, conditioned, pool_);
      turn(direction, conditioned, next, size);
      size = next;
      bool done = true;
      for (std::size_t c = 0; c < size.size(); ++c) done = done && size[c] <= 1e-10 * first[c];
      if (done) break;
    }
  }

 private:
  float ridge(Id k, std::size_t c) const {
    return problem_.ridge[(problem_.group.empty() ? 0 : problem_.group[k]) * image_.stride() + c];
  }
  void condition(const Table& residual, Table& conditioned) {
    each_row(residual.rows(), pool_, [&](Id k) {
      for (std::size_t c = 0; c < residual.stride(); ++c) {
        const float d = diagonal_[k] + ridge(k, c);
        conditioned[k][c] = d > 0 ? residual[k][c] / d : 0;
      }
    });
  }
  // image = (X'WX + ridge) direction
  void apply(const Table& direction) {
    gather(*problem_.bags, direction, {}, through_, pool_);
    gather(*problem_.members, through_, problem_.weight, image_, pool_);
    each_row(direction.rows(), pool_, [&](Id k) {
      for (std::size_t c = 0; c < direction.stride(); ++c) image_[k][c] += ridge(k, c) * direction[k][c];
    });
  }
  void move(Table& traits, const Table& direction, Table& residual, const std::vector<double>& size,
            const std::vector<double>& curvature) {
    each_row(traits.rows(), pool_, [&](Id k) {
      for (std::size_t c = 0; c < traits.stride(); ++c) {
        const float along = curvature[c] > 0 ? float(size[c] / curvature[c]) : 0;
        traits[k][c] += along * direction[k][c];
        residual[k][c] -= along * image_[k][c];
      }
    });
  }
  void turn(Table& direction, const Table& conditioned, const std::vector<double>& next,
            const std::vector<double>& size) {
    each_row(direction.rows(), pool_, [&](Id k) {
      for (std::size_t c = 0; c < direction.stride(); ++c)
        direction[k][c] = conditioned[k][c] + (size[c] > 0 ? float(next[c] / size[c]) : 0) * direction[k][c];
    });
  }

  const Regression& problem_;
  Pool& pool_;
  Table through_, image_;
  std::vector<float> diagonal_;
};

}  // namespace

void regress(const Regression& problem, const Table& rows, Table& traits, int steps, Pool& pool, const Table* added) {
  if (traits.rows() == 0) return;
  ConjugateGradients(problem, rows.rows(), traits, pool).run(rows, traits, steps, added);
}

void mean_rows(const Bags& bags, const Table& traits, Table& means, Pool& pool) {
  gather(bags, traits, {}, means, pool);
}

}  // namespace kinfold
