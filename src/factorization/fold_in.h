// Folds in a user: computes the vector of an unseen user from their ratings, votes or likes. It solves the linear
// system that ALS solves for each user, with all other parameters fixed.
#pragma once
#include <memory>
#include <vector>

#include "core/pool.h"
#include "factorization/model.h"

namespace kinfold {

struct UserRating {
  Id item;
  float value;  // a rating, a vote (1 like, 0 dislike) or the weight of a like (1 is the usual weight)
};

struct FoldedUser {
  Matrix vector;  // one row
  float bias = 0;
};

class FoldIn {
 public:
  // The model must outlive this object. For likes, the constructor computes the Gram matrix of the items.
  explicit FoldIn(const Model& model);

  // Solves exactly for the squared loss and for the iALS objective of likes. Votes minimize the log loss by Newton's
  // method. The prior mean comes from `ratings` (if the model uses implicit feedback) and from `features` such as
  // "gender=F". Feature ids that the model does not have are ignored. Thread-safe.
  FoldedUser operator()(const std::vector<UserRating>& ratings, const std::vector<std::string>& features = {}) const;

 private:
  FoldedUser mean(const std::vector<UserRating>& ratings, const std::vector<std::string>& features) const;
  struct SampleFit;
  SampleFit make_fit(const FoldedUser& mean, const std::vector<UserRating>& ratings, std::size_t sample) const;
  void fit_votes(SampleFit& fit, const std::vector<UserRating>& ratings) const;
  float reg_scale(std::size_t count) const;

  const Model& model_;
  std::size_t samples_, sample_rank_;  // posterior samples in a vector (1 without a sampler), and the rank of each
  bool has_bias_;
  double mean_count_ = 0;
  std::vector<float> reg_;  // of each factor column, then of the bias
  Matrix gram_;
};

}  // namespace kinfold
