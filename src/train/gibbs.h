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
#include "train/alternating.h"

namespace kinfold {

class Gibbs : public Alternating {
 public:
  Gibbs(Lesson lesson, const Options& options);

  double epoch(std::size_t number) override;
  bool publish(Model& model) override;
  Parts state() override;
  bool last_is_best() const override { return true; }

 private:
  // Sums over the samples kept: vectors side by side, biases added up.
  struct Kept {
    Table rows, traits;
    std::vector<double> bias, trait_bias;
  };
  void sample_half(Half& half, const Half& fixed, std::size_t number, std::uint64_t side,
                   std::vector<float>* residuals);
  void sample_precisions(Half& half, Random& random);
  void sample_traits(Half& half, Random& random);
  void sample_effects(const std::vector<float>& residuals, std::uint64_t number);
  void keep();
  void keep_half(const Half& half, Kept& kept, std::size_t slot);
  bool publish_half(const Half& half, const Kept& kept, Side& side, Traits& traits);

  std::vector<double> tally_;  // samples kept; the noise's precision, now and summed over them
  std::vector<float> left_tau_, right_tau_;
  Kept left_kept_, right_kept_;
  std::vector<std::vector<double>> effect_sums_;
};

}  // namespace kinfold
