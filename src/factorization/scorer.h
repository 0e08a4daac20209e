// A scorer maps the left side of an example to a query vector. The score is the dot product of the query with a
// candidate row, plus offsets:
//
//   score(left, right) = query(left) . candidates()[right] + left_offset(left) + right_offset(right)
//
// backward() applies the chain rule. For each parameter array that the score depends on, it calls sink.step(parameters,
// scale, direction, count), where the gradient is scale * direction. A null direction means ones.
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
