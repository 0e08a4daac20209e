// Products with the weights of a layer, over the nodes' rows.
#pragma once
#include "core/pool.h"
#include "core/table.h"

namespace kinfold {

// out = in W
void multiply(const Table& in, const Table& weights, Table& out, Pool& pool);
// of_in = slopes W^T
void multiply_back(const Table& slopes, const Table& weights, Table& of_in, Pool& pool);
// of_weights = in^T slopes, each number one sum over the rows in order
void multiply_across(const Table& in, const Table& slopes, Table& of_weights, Pool& pool);

}  // namespace kinfold
