// Stochastic gradient descent on likes: each is held against items drawn at random. For a like (u, i) and negatives j
// with gradients g = dloss/dscore at their scores s_j = b_j + p_u . q_j:
//
//   p_u -= rate (sum_j g_j q_j + reg_u (p_u - mean_u))
//   q_j -= rate (g_j p_u + reg_j (q_j - mean_j))        b_j -= rate (g_j + bias_reg (b_j - mean bias_j))
//
// With cosines s_j = p_u . q_j / (|p_u| |q_j|), g_j q_j and g_j p_u above become the cosine's own derivatives.
// j runs over the like itself and its negatives; each negative takes 1 / negatives of its row's regularizer. The rate
// comes from the update rule by the loss's gradient alone.
#pragma once
#include <cstdint>
#include <string_view>

#include "core/random.h"
#include "factorization/sgd_pointwise.h"
#include "loss/group.h"
#include "sampler/negative_sampler.h"

namespace kinfold {

struct SampledSgd {
  PointwiseSgd rows;  // tables, rate, regularization; values of examples weigh their loss
  const NegativeSampler* sampler;
  std::size_t negatives;
  bool logq_correction;  // scores of negatives by -log(N q), see loss/group.h
  GroupLossOptions setting;
  bool cosine = false;  // scores are cosines of p_u and q_j; then without biases
};

// Draws that hit an item the user likes are made again, up to a few times, then left out. Returns the summed loss.
using SampledSweep = double (*)(const SampledSgd&, std::span<const Rating> bucket, std::size_t right_block,
                                Random random);

SampledSweep find_sampled_sweep(std::string_view loss, std::string_view optimizer);

}  // namespace kinfold
