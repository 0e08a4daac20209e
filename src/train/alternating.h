// Learns by alternating least squares: users with items held fixed, then items with users held fixed. For ratings over
// the known values, with biases; for likes over all pairs, those not liked counting a little as zeros (iALS).
//
// Rows are augmented, so that biases are solved for together with the vectors:
//   user [p_u, b_u, 1]    item [q_i, 1, b_i]    score = offset + user . item
#pragma once
#include <span>
#include <vector>

#include "solver/conjugate.h"
#include "solver/rotate.h"
#include "train/effects.h"
#include "train/learner.h"
#include "train/trait_means.h"

namespace kinfold {

class Alternating : public Learner {
 public:
  Alternating(Lesson lesson, const Options& options);

  double epoch(std::size_t number) override;
  double baseline_loss() const override { return baseline_; }
  bool publish(Model& model) override;
  Parts state() override;
  void restored() override;

 protected:
  struct Half {
    Table rows;
    Examples examples;
    std::vector<float> scale;     // of each row's penalty
    std::vector<float> strength;  // of each column's
    float lasso = 0;              // of the columns that are not biases, if that is the penalty
    TraitMeans traits;
    std::size_t bias_column;
    bool own = true;  // rows have vectors of their own; if not, they are their means
  };
  RowSystem system(const Half& half, const Half& fixed) const;
  bool biased() const { return biased_; }
  // Takes the effects a step on, from the residuals that the items' solution left.
  void step_effects(const std::vector<float>& residuals, const EffectNoise& noise = {});

  const Options& options_;
  bool all_pairs_, biased_;
  std::size_t rank_;
  Pool pool_;
  float scale_ = 1, offset_ = 0;
  double baseline_ = 0;
  Half left_, right_;
  Effects effects_;
  std::vector<float> targets_;  // of each rating, without its effects

 private:
  void make_half(Half& half, std::size_t rows, const Traits& traits, double strength, double other_rows,
                 std::uint64_t stream);
  double sweep(Half& half, const Half& fixed, std::vector<float>* residuals);
  double solve(Half& half, const Half& fixed, std::vector<float>* residuals);
  bool by_gradients() const;
  double solve_by_gradients(Half& half, const Half& fixed);
  void fit_means(Half& half);
  void set_targets();
};

}  // namespace kinfold
