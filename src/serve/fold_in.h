// A row for a user whom training did not show, from items that he rated or liked: the same small system that an
// alternating solver answers for each user, with everything else held fixed.
#pragma once
#include <memory>
#include <vector>

#include "core/pool.h"
#include "model/model.h"

namespace kinfold {

struct Taste {
  Id item;
  float value;  // rating, vote (1 a like, 0 a dislike), or how much a like counts (1 as all others)
};

struct FoldedUser {
  Table vector;  // one row
  float bias = 0;
};

class FoldIn {
 public:
  explicit FoldIn(const Model& model);  // which must stay; likes need a product of all items, made here once

  // Exact for squared losses and for likes as iALS sees them; of votes the minimum, by Newton steps. The prior is what
  // the user's history, where the model has one, and `traits`, such as "gender=F", give. Ids of traits that the model
  // lacks are left out.
  FoldedUser operator()(const std::vector<Taste>& tastes, const std::vector<std::string>& traits = {}) const;

 private:
  FoldedUser mean(const std::vector<Taste>& tastes, const std::vector<std::string>& traits) const;
  struct Part;
  Part part_of(const FoldedUser& mean, const std::vector<Taste>& tastes, std::size_t sample) const;
  void fit_votes(Part& part, const std::vector<Taste>& tastes) const;
  float size_of_penalty(std::size_t count) const;

  const Model& model_;
  std::size_t samples_, width_;  // parts of a vector that are solved for apart (of votes one), and their rank
  bool biased_;
  double average_ = 0;
  std::vector<float> strength_;  // of each column of a sample's system, and of the bias
  Table gram_;
};

}  // namespace kinfold
