// Samples matrix factorization with biases from its posterior by block Gibbs sampling (Salakhutdinov, Mnih 2008). Side
// features give the prior mean of each row (Simm et al. 2017, "Macau"). Each column and each group of features has its
// own precision:
//
//   r ~ N(offset + u . i + effects, 1/alpha)     u_c ~ N(mean_uc, 1/lambda_c)     e_kc ~ N(0, 1/tau_gc)
//
// alpha, lambda and tau have Gamma(1/2, 1/2) priors. The model holds the posterior mean: the vectors of the S kept
// samples are concatenated and divided by sqrt(S), so that a dot product is the mean of the samples' dot products.
#pragma once
#include <vector>

#include "core/random.h"
#include "factorization/als_trainer.h"

namespace kinfold {

class GibbsTrainer : public AlsTrainer {
 public:
  GibbsTrainer(TrainingSet training_set, const FactorizationTrainOptions& options);

  double epoch(std::size_t number) override;
  bool write_to(Model& model) override;
  StateDict state() override;
  bool last_is_best() const override { return true; }

 private:
  // The kept samples so far: concatenated vectors and summed biases.
  struct SampleSums {
    Matrix rows, features;
    std::vector<double> bias, feature_bias;
  };
  void sample_side(AlsSide& side, const AlsSide& fixed, std::size_t number, std::uint64_t side_id,
                   std::vector<float>* residuals);
  void sample_precisions(AlsSide& side, Random& random);
  void sample_features(AlsSide& side, Random& random);
  void sample_effects(const std::vector<float>& residuals, std::uint64_t number);
  void add_sample();
  void add_side_sample(const AlsSide& side, SampleSums& sums, std::size_t slot);
  bool write_sample_mean(const AlsSide& side, const SampleSums& sums, FactorSide& model_side,
                         SideFeatures& model_features);

  std::vector<double> totals_;  // by SampleTotal: number of kept samples, current alpha, sum of alpha over kept samples
  std::vector<float> user_tau_, item_tau_;
  SampleSums user_sums_, item_sums_;
  std::vector<std::vector<double>> effect_sums_;
};

}  // namespace kinfold
