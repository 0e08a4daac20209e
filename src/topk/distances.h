// Scores that are minus a distance (Similarity in relational.h), of all rows of one table against all of another, and
// what follows from their gradients. Dot products have kernels of their own (core/product.h).
#pragma once
#include <cstddef>

#include "topk/similarity.h"

namespace kinfold {

struct MatrixView {
  const float* row;
  std::size_t rows, stride;
};

// scores[i * stride + j] = -distance(query i, candidate j) over `width` numbers.
void distances(Similarity similarity, MatrixView queries, MatrixView candidates, std::size_t width, float* scores,
               std::size_t stride);

// Adds the gradients by the rows, laid out as these are, for gradients laid out as the scores are. Where two rows fall
// together the distance has no gradient, and none is added.
void add_distance_gradients(Similarity similarity, MatrixView queries, MatrixView candidates, std::size_t width,
                            const float* scores, const float* dscores, std::size_t stride, float* of_queries,
                            float* of_candidates);

}  // namespace kinfold
