// Learns by alternating least squares: users with items held fixed, then items with users held fixed. For ratings over
// the known values, with biases; for likes over all pairs, those not liked counting a little as zeros (iALS).
//
// Rows are augmented, so that biases are solved for together with the vectors:
//   user [p_u, b_u, 1]    item [q_i, 1, b_i]    score = offset + user . item
#pragma once
#include <span>
#include <vector>

#include "factorization/feature_means.h"
#include "factorization/time_effect_trainer.h"
#include "factorization/trainer.h"
#include "solver/als_cg.h"
#include "solver/gram_basis.h"

namespace kinfold {

class AlsTrainer : public Trainer {
 public:
  AlsTrainer(TrainingSet training_set, const FactorizationTrainOptions& options);

  double epoch(std::size_t number) override;
  double baseline_loss() const override { return baseline_; }
  bool write_to(Model& model) override;
  StateDict state() override;
  void on_restore() override;

 protected:
  struct AlsSide {
    Matrix rows;
    Examples examples;
    std::vector<float> scale;  // of each row's regularizer
    std::vector<float> reg;    // of each column's
    float l1 = 0;              // of the columns that are not biases, if that is the regularizer
    FeatureMeans features;
    std::size_t bias_column;
    bool has_embeddings = true;  // rows have vectors of their own; if not, they are their means
  };
  RowSystem system(const AlsSide& side, const AlsSide& fixed) const;
  bool biased() const { return biased_; }
  // Takes the effects a step on, from the residuals that the items' solution left.
  void step_time_effects(const std::vector<float>& residuals, const TimeEffectNoise& noise = {});

  FactorizationTrainOptions options_;
  bool all_pairs_, biased_;
  std::size_t rank_;
  Pool pool_;
  float scale_ = 1, offset_ = 0;
  double baseline_ = 0;
  AlsSide users_, items_;
  TimeEffectTrainer effects_;
  std::vector<float> targets_;  // of each rating, without its effects

 private:
  void init_side(AlsSide& side, std::size_t rows, const SideFeatures& features, double reg, double other_rows,
                 std::uint64_t stream);
  double sweep(AlsSide& side, const AlsSide& fixed, std::vector<float>* residuals);
  double solve(AlsSide& side, const AlsSide& fixed, std::vector<float>* residuals);
  bool uses_cg() const;
  double solve_cg(AlsSide& side, const AlsSide& fixed);
  void fit_feature_means(AlsSide& side);
  void set_targets();
};

}  // namespace kinfold
