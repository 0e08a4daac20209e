// Rows of one side of a factorization from their products with the other side: the minimum of
//
//   1/2 x' G x - b . x + penalty(x)
//
// for many rows x at once, each with a b of its own, all with one Gram matrix G.
#pragma once
#include "solver/rows.h"
#include "solver/side_penalty.h"

namespace kinfold {

struct StripRule {
  RowAnswer answer = RowAnswer::kLeast;
  std::size_t rank = 0;
  Table matrix;     // G with the ridge; its inverse for kLeast
  float lasso = 0;  // on each entry
};
StripRule strip_rule(const SidePenalty& penalty, Table gram, std::size_t rank);

// Some rows, turned over: entry k of them all stands together, `stride` floats before entry k + 1. The count is a
// multiple of a cache line.
struct Strip {
  const float* products;
  float* entries;
  std::size_t stride, count;
};

// Ridges have a solution. Otherwise one entry after the other goes to its minimum, for some rounds from where they are
// (HALS: Cichocki, Phan 2009; several rounds: Gillis, Glineur 2012).
void solve_entries(const StripRule& rule, const Strip& strip);

}  // namespace kinfold
