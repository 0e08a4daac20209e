// The few vector kernels that everything outside the training loops is made of; the instruction set is chosen at run
// time.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/matrix.h"

namespace kinfold {

float dot(const float* a, const float* b, std::size_t n);

// out[i] = query . table[i] for rows first ... first + out.size(); query has table.stride() floats, padded with zeros.
void dots(const float* query, const Matrix& matrix, Id first, std::span<float> out);

// out = sum_n weights[n] * factor[members[n]] * from[members[n]], over the whole stride; factor null stands for ones.
void weighted_sum(const Matrix& from, std::span<const Id> members, std::span<const float> weights, const float* factor,
                  float* out);

// to[members[n]] += weights[n] * row, over the whole stride: the adjoint of weighted_sum.
void scatter_add(Matrix& to, std::span<const Id> members, std::span<const float> weights, const float* row);

// Name of the instruction set in use, such as "AVX3", "AVX2", "SSE2" or "SCALAR".
std::string instruction_set();

// Names of the instruction sets that this program holds and this machine has, best first.
std::vector<std::string> instruction_sets();

// Restricts the kernels to the named set, to test and compare it, or with an empty name lifts that; throws an Error
// naming the known ones.
void use_instruction_set(const std::string& name);

}  // namespace kinfold
