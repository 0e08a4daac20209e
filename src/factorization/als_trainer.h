// Alternating least squares (ALS). Each epoch solves for the users with the items fixed, then for the items with the
// users fixed. Ratings: a sum over the observed values, with biases. Likes: a sum over all pairs, where unobserved
// pairs are zeros of low weight (iALS; Hu, Koren, Volinsky 2008).
//
// Rows are augmented with the biases, so that one linear system solves for both:
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
    std::vector<float> scale;  // factor of the regularization of each row
    std::vector<float> reg;    // regularization of each column
    float l1 = 0;              // L1 regularization of the factor columns; 0 for other regularizers
    FeatureMeans features;
    std::size_t bias_column;
    bool has_embeddings = true;  // false: each row equals its feature mean
  };
  RowSystem system(const AlsSide& side, const AlsSide& fixed) const;
  bool biased() const { return biased_; }
  // Updates the time effects. `residuals` are those after the item step, in the order of the items' examples.
  void step_time_effects(const std::vector<float>& residuals, const TimeEffectNoise& noise = {});

  FactorizationTrainOptions options_;
  bool all_pairs_, biased_;
  std::size_t rank_;
  Pool pool_;
  float scale_ = 1, offset_ = 0;
  double baseline_ = 0;
  AlsSide users_, items_;
  TimeEffectTrainer effects_;
  std::vector<float> targets_;  // standardized value of each rating, before time effects are subtracted

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
