// Dense matrix products of a linear layer and their gradients, parallel over rows. Outputs are resized.
#pragma once
#include "core/matrix.h"
#include "core/pool.h"

namespace kinfold {

// out = in W
void matmul(const Matrix& in, const Matrix& weights, Matrix& out, Pool& pool);
// of_in = gradients * W^T
void matmul_grad_input(const Matrix& gradients, const Matrix& weights, Matrix& of_in, Pool& pool);
// of_weights = in^T * gradients. Each entry is one sum over the rows in order, for any number of threads.
void matmul_grad_weight(const Matrix& in, const Matrix& gradients, Matrix& of_weights, Pool& pool);

}  // namespace kinfold
