// Reference for product(): plain sums in double precision.
#pragma once
#include <cstddef>
#include <vector>

namespace kinfold::oracle {

inline std::vector<double> product(const std::vector<float>& a, std::size_t stride_a, const std::vector<float>& b,
                                   std::size_t stride_b, std::size_t depth) {
  std::vector<double> c;
  for (std::size_t i = 0; i < a.size(); i += stride_a)
    for (std::size_t j = 0; j < b.size(); j += stride_b) {
      double sum = 0;
      for (std::size_t k = 0; k < depth; ++k) sum += double(a[i + k]) * b[j + k];
      c.push_back(sum);
    }
  return c;
}

}  // namespace kinfold::oracle
