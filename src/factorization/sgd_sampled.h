// Stochastic gradient descent for likes with sampled negatives. For a like (u, i) and scores s_j = b_j + p_u . q_j with
// gradients g_j = dloss/ds_j, where j runs over the item i and its negatives:
//
//   p_u -= lr (sum_j g_j q_j + reg_u (p_u - mean_u))
//   q_j -= lr (g_j p_u + reg_j (q_j - mean_j))        b_j -= lr (g_j + bias_reg (b_j - mean bias_j))
//
// For cosines s_j = p_u . q_j / (|p_u| |q_j|), the derivatives of the cosine replace g_j q_j and g_j p_u. The
// regularizer of each negative has weight 1 / (number of negatives). The optimizer computes lr from the gradient of the
// loss, without the regularizer.
#pragma once
#include <cstdint>
#include <string_view>

#include "core/random.h"
#include "factorization/sgd_pointwise.h"
#include "loss/group.h"
#include "sampler/negative_sampler.h"

namespace kinfold {

struct SampledSgd {
  PointwiseSgd rows;  // parameters, learning rate, regularization; the value of an example is its weight
  const NegativeSampler* sampler;
  std::size_t negatives;
  bool logq_correction;  // add -log(N q) to the scores of negatives, see loss/group.h
  GroupLossOptions loss_options;
  bool cosine = false;  // scores are cosines of p_u and q_j, without biases
};

// Takes one step per like of the bucket, in order. A sampled item that the user likes is resampled a few times, then
// dropped. Returns the summed loss, measured before each step.
using SampledSweep = double (*)(const SampledSgd&, std::span<const Rating> bucket, std::size_t right_block,
                                Random random);

SampledSweep find_sampled_sweep(std::string_view loss, std::string_view optimizer);

}  // namespace kinfold
