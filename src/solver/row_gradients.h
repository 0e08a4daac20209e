// Collects gradients of matrix rows from several sources and sums them by row. The order of a sum is the order of
// add(), for any number of threads.
#pragma once
#include <algorithm>
#include <utility>
#include <vector>

#include "core/chunks.h"
#include "core/matrix.h"

namespace kinfold {

class RowGradients {
 public:
  // `gradient` must stay valid until each() returns. Null stands for zero. `weight` is the weight of the regularizer
  // for this row.
  void add(Id row, const float* gradient, float weight) { parts_.push_back({row, weight, gradient}); }
  void clear() { parts_.clear(); }

  // Calls body(row, gradient, weight) in parallel for each distinct row. `gradient` is the sum of `width` entries,
  // which body may modify; `weight` is the sum of the weights.
  void each(Pool& pool, std::size_t width, auto body) {
    std::stable_sort(parts_.begin(), parts_.end(), [](const Part& a, const Part& b) { return a.row < b.row; });
    begins_.clear();
    for (std::size_t n = 0; n < parts_.size(); ++n)
      if (n == 0 || parts_[n].row != parts_[n - 1].row) begins_.push_back(n);
    begins_.push_back(parts_.size());
    constexpr std::size_t kRows = 64;
    const std::size_t rows = begins_.size() - 1;
    pool.run((rows + kRows - 1) / kRows, [&](std::size_t chunk) {
      std::vector<float> sum(width);
      for (std::size_t n = chunk * kRows; n < std::min(rows, (chunk + 1) * kRows); ++n) {
        std::ranges::fill(sum, 0.0f);
        float weight = 0;
        for (std::size_t at = begins_[n]; at < begins_[n + 1]; ++at) {
          weight += parts_[at].weight;
          if (const float* const gradient = parts_[at].gradient)
            for (std::size_t k = 0; k < width; ++k) sum[k] += gradient[k];
        }
        body(parts_[begins_[n]].row, sum.data(), weight);
      }
    });
  }

 private:
  struct Part {
    Id row;
    float weight;
    const float* gradient;
  };
  std::vector<Part> parts_;
  std::vector<std::size_t> begins_;
};

}  // namespace kinfold
