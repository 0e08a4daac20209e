// Vector kernels: dot products, weighted sums and their adjoint. The instruction set is chosen at run time.
// Thread-safe, except for use_instruction_set.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/matrix.h"

namespace kinfold {

// Dot product of n floats; no alignment needed.
float dot(const float* a, const float* b, std::size_t n);

// out[i] = query . matrix[first + i]. `query` has matrix.stride() floats, padded with zeros and aligned as a row.
void dots(const float* query, const Matrix& matrix, Id first, std::span<float> out);

// out = sum_n weights[n] * factor[members[n]] * from[members[n]], over the whole stride. A null factor stands for ones.
void weighted_sum(const Matrix& from, std::span<const Id> members, std::span<const float> weights, const float* factor,
                  float* out);

// to[members[n]] += weights[n] * row, over the whole stride: the adjoint of weighted_sum.
void scatter_add(Matrix& to, std::span<const Id> members, std::span<const float> weights, const float* row);

// Name of the instruction set in use, such as "AVX3", "AVX2", "SSE2" or "SCALAR".
std::string instruction_set();

// Names of the instruction sets that are compiled in and supported by this machine, best first.
std::vector<std::string> instruction_sets();

// Restricts the kernels to the named instruction set, for tests and benchmarks. An empty name removes the restriction.
// Throws a UsageError that lists the known names. Not thread-safe.
void use_instruction_set(const std::string& name);

}  // namespace kinfold
