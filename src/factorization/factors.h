// Matrix factorization with biases: score = offset + b_left + b_right + p_left . q_right  (Koren, Bell, Volinsky 2009,
// eq. 4). Without biases it is plain matrix factorization. With rank 0 it has biases only.
#pragma once
#include <string_view>
#include <vector>

#include "core/type_list.h"
#include "factorization/scorer.h"

namespace kinfold {

// Bias and regularization of a row.
struct BiasAndReg {
  float bias = 0;
  float reg = 0;  // regularization of the row's vector per example; used in training only
};

// Parameters of one side of the model, the users or the items: a vector, a bias and a regularization for each id.
struct FactorSide {
  Matrix factors;
  std::vector<BiasAndReg> bias_and_reg;
  std::size_t size() const { return bias_and_reg.size(); }
};

// The biases of a side, copied into one array.
inline std::vector<float> biases(const FactorSide& side) {
  std::vector<float> result;
  for (const BiasAndReg& entry : side.bias_and_reg) result.push_back(entry.bias);
  return result;
}

class Factors {
 public:
  static constexpr std::string_view name = "factors";
  Factors(const FactorSide& left, const FactorSide& right, float offset)
      : left_(left), right_(right), offset_(offset) {}

  const float* query(Id left) const { return left_.factors[left]; }
  const Matrix& candidates() const { return right_.factors; }
  float left_offset(Id left) const { return offset_ + left_.bias_and_reg[left].bias; }
  float right_offset(Id right) const { return right_.bias_and_reg[right].bias; }

  void backward(Id left, Id right, float dscore, auto& sink) const {
    const float *p = left_.factors[left], *q = right_.factors[right];
    sink.step(p, dscore, q, left_.factors.rank());
    sink.step(q, dscore, p, right_.factors.rank());
    sink.step(&left_.bias_and_reg[left].bias, dscore, nullptr, 1);
    sink.step(&right_.bias_and_reg[right].bias, dscore, nullptr, 1);
  }

 private:
  const FactorSide& left_;
  const FactorSide& right_;
  float offset_;
};

using Scorers = TypeList<Factors>;

}  // namespace kinfold
