// Samples from the posterior of biased factors by block Gibbs (Salakhutdinov, Mnih 2008), with traits as the rows'
// prior mean (Simm et al. 2017, "Macau") and a precision of its own for each column and each group of traits:
//
//   r ~ N(offset + u . i + effects, 1/alpha)     u_c ~ N(mean_uc, 1/lambda_c)     e_kc ~ N(0, 1/tau_gc)
//
// alpha, lambda and tau have Gamma(1/2, 1/2) priors. What is published is the mean over the samples kept: their vectors
// side by side, each over the root of their number, so that a dot product is the mean of the samples' products.
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
  // Sums over the samples kept: vectors side by side, biases added up.
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

  std::vector<double> totals_;  // samples kept; the noise's precision, now and summed over them
  std::vector<float> user_tau_, item_tau_;
  SampleSums user_sums_, item_sums_;
  std::vector<std::vector<double>> effect_sums_;
};

}  // namespace kinfold
