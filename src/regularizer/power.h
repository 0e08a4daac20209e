// The regularizer reg / p * sum |x|^p over a row, with p = 2 or 3. In complex rows, which store the real parts before
// the imaginary parts, |x| is the modulus. With p = 3, summed over head, relation and tail of each fact, it is the N3
// regularizer, a bound of the nuclear 3-norm of the tensor of facts (Lacroix, Usunier, Obozinski 2018).
#pragma once
#include <cmath>
#include <cstddef>
#include <span>

namespace kinfold {

struct PowerSumRegularizer {
  float reg = 0;
  int power = 3;

  double value(std::span<const float> row, bool is_complex) const {
    double sum = 0;
    each(row, is_complex, [&](float size, std::size_t, std::size_t) { sum += std::pow(double(size), power); });
    return double(reg) / power * sum;
  }

  // of_row += weight * gradient of value() with respect to the row
  void add_gradient(std::span<const float> row, bool is_complex, float weight, float* of_row) const {
    each(row, is_complex, [&](float size, std::size_t k, std::size_t other) {
      const float factor = weight * reg * (power == 3 ? size : 1);
      of_row[k] += factor * row[k];
      if (other != k) of_row[other] += factor * row[other];
    });
  }

 private:
  static void each(std::span<const float> row, bool is_complex, auto body) {
    const std::size_t half = row.size() / 2;
    if (is_complex)
      for (std::size_t k = 0; k < half; ++k)
        body(std::sqrt(row[k] * row[k] + row[half + k] * row[half + k]), k, half + k);
    else
      for (std::size_t k = 0; k < row.size(); ++k) body(std::fabs(row[k]), k, k);
  }
};

}  // namespace kinfold
