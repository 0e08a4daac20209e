// Biased factors: score = offset + b_left + b_right + p_left . q_right  (Koren, Bell, Volinsky 2009, eq. 4).
// Plain factorization is the case without biases and, at rank 0, biases alone.
#pragma once
#include <string_view>
#include <vector>

#include "core/choices.h"
#include "scorer/scorer.h"

namespace kinfold {

// What a row has beside its vector.
struct Head {
  float bias = 0;
  float strength = 0;  // penalty of the row's vector per example; used in training only
};

// One side of the model: a vector, a bias and a strength for each id.
struct Side {
  Table factors;
  std::vector<Head> heads;
  std::size_t size() const { return heads.size(); }
};

// The biases alone, to be stored.
inline std::vector<float> biases(const Side& side) {
  std::vector<float> result;
  for (const Head& head : side.heads) result.push_back(head.bias);
  return result;
}

class Factors {
 public:
  static constexpr std::string_view name = "factors";
  Factors(const Side& left, const Side& right, float offset) : left_(left), right_(right), offset_(offset) {}

  const float* query(Id left) const { return left_.factors[left]; }
  const Table& candidates() const { return right_.factors; }
  float left_offset(Id left) const { return offset_ + left_.heads[left].bias; }
  float right_offset(Id right) const { return right_.heads[right].bias; }

  void backward(Id left, Id right, float slope, auto& sink) const {
    const float *p = left_.factors[left], *q = right_.factors[right];
    sink.step(p, slope, q, left_.factors.rank());
    sink.step(q, slope, p, right_.factors.rank());
    sink.step(&left_.heads[left].bias, slope, nullptr, 1);
    sink.step(&right_.heads[right].bias, slope, nullptr, 1);
  }

 private:
  const Side& left_;
  const Side& right_;
  float offset_;
};

using Scorers = Choices<Factors>;

}  // namespace kinfold
