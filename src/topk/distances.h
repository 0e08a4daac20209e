// Negative distances (topk/similarity.h) between all rows of one matrix and all rows of another, and their gradients.
// Dot products have their own kernels (core/product.h).
#pragma once
#include <cstddef>

#include "topk/similarity.h"

namespace kinfold {

// Rows of floats, `stride` floats apart.
struct MatrixView {
  const float* row;
  std::size_t rows, stride;
};

// scores[i * stride + j] = -distance(query i, candidate j), over `width` entries.
void distances(Similarity similarity, MatrixView queries, MatrixView candidates, std::size_t width, float* scores,
               std::size_t stride);

// Backpropagation: adds the gradients with respect to the queries and candidates, which have the same layout as these.
// `dscores` is the gradient with respect to the scores, in their layout. If a query equals a candidate, the distance
// has no gradient and nothing is added.
void add_distance_gradients(Similarity similarity, MatrixView queries, MatrixView candidates, std::size_t width,
                            const float* scores, const float* dscores, std::size_t stride, float* of_queries,
                            float* of_candidates);

}  // namespace kinfold
