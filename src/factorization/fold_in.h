// A row for a user whom training did not show, from items that he rated or liked: the same small system that an
// alternating solver answers for each user, with everything else held fixed.
#pragma once
#include <memory>
#include <vector>

#include "core/pool.h"
#include "factorization/model.h"

namespace kinfold {

struct UserRating {
  Id item;
  float value;  // rating, vote (1 a like, 0 a dislike), or how much a like counts (1 as all others)
};

struct FoldedUser {
  Matrix vector;  // one row
  float bias = 0;
};

class FoldIn {
 public:
  explicit FoldIn(const Model& model);  // which must stay; likes need a product of all items, made here once

  // Exact for squared losses and for likes as iALS sees them; of votes the minimum, by Newton steps. The prior is what
  // the user's history, where the model has one, and `traits`, such as "gender=F", give. Ids of traits that the model
  // lacks are left out.
  FoldedUser operator()(const std::vector<UserRating>& ratings, const std::vector<std::string>& features = {}) const;

 private:
  FoldedUser mean(const std::vector<UserRating>& ratings, const std::vector<std::string>& features) const;
  struct SampleFit;
  SampleFit make_fit(const FoldedUser& mean, const std::vector<UserRating>& ratings, std::size_t sample) const;
  void fit_votes(SampleFit& fit, const std::vector<UserRating>& ratings) const;
  float reg_scale(std::size_t count) const;

  const Model& model_;
  std::size_t samples_, sample_rank_;  // parts of a vector that are solved for apart (of votes one), and their rank
  bool has_bias_;
  double mean_count_ = 0;
  std::vector<float> reg_;  // of each column of a sample's system, and of the bias
  Matrix gram_;
};

}  // namespace kinfold
