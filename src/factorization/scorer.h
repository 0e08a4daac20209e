// A scorer composes the left side of an example into a query vector; the score is its dot product with a candidate row,
// plus offsets that stand outside the product.
//
//   score(left, right) = query(left) . candidates()[right] + left_offset(left) + right_offset(right)
//
// backward() is the chain rule through score(): it hands every parameter that the score read to a sink, as
// step(parameters, scale, direction, count) for the gradient scale * direction. direction == nullptr stands for ones.
#pragma once
#include <concepts>
#include <cstddef>
#include <string_view>

#include "core/matrix.h"
#include "core/vector.h"

namespace kinfold {

struct GradientSink {
  void step(const float* parameters, float scale, const float* direction, std::size_t count);
};

template <class S>
concept Scorer = requires(const S scorer, Id id, float dscore, GradientSink& sink) {
  { S::name } -> std::convertible_to<std::string_view>;
  { scorer.query(id) } -> std::same_as<const float*>;
  { scorer.candidates() } -> std::same_as<const Matrix&>;
  { scorer.left_offset(id) } -> std::same_as<float>;
  { scorer.right_offset(id) } -> std::same_as<float>;
  scorer.backward(id, id, dscore, sink);
};

template <Scorer S>
float score(const S& scorer, Id left, Id right) {
  const Matrix& candidates = scorer.candidates();
  return dot(scorer.query(left), candidates[right], candidates.stride()) + scorer.left_offset(left) +
         scorer.right_offset(right);
}

}  // namespace kinfold
