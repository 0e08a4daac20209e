// Products with the weights of a layer, over the nodes' rows.
#pragma once
#include "core/matrix.h"
#include "core/pool.h"

namespace kinfold {

// out = in W
void matmul(const Matrix& in, const Matrix& weights, Matrix& out, Pool& pool);
// of_in = gradients W^T
void matmul_grad_input(const Matrix& gradients, const Matrix& weights, Matrix& of_in, Pool& pool);
// of_weights = in^T gradients, each number one sum over the rows in order
void matmul_grad_weight(const Matrix& in, const Matrix& gradients, Matrix& of_weights, Pool& pool);

}  // namespace kinfold
