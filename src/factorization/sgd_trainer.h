// Learns by stochastic gradient descent: ratings and votes one at a time, likes each against items drawn at random.
// Everything inside is in grid places and, for losses in units of the target, divided by the targets' deviation;
// publish() turns it back.
#pragma once
#include <optional>
#include <vector>

#include "data/grid.h"
#include "factorization/feature_means.h"
#include "factorization/sgd_sampled.h"
#include "factorization/time_effect_trainer.h"
#include "factorization/trainer.h"

namespace kinfold {

class SgdTrainer : public Trainer {
 public:
  SgdTrainer(TrainingSet training_set, const FactorizationTrainOptions& options);

  double epoch(std::size_t number) override;
  double baseline_loss() const override { return baseline_; }
  bool write_to(Model& model) override;
  StateDict state() override;
  void on_restore() override { effects_.refresh(pool_); }

 private:
  // One side, the state of its update rule, and what its rows are drawn to.
  struct SgdSide {
    FactorSide params;
    SideState state;
    std::vector<Id> row_id;
    FeatureMeans vectors, biases;
    std::vector<float> counts;   // examples of each row
    bool has_embeddings = true;  // rows have vectors of their own; if not, they are their means
  };
  void prepare_ratings(std::vector<Rating>& rows, const ValueStats& stats);
  void prepare_likes(std::vector<Rating>& rows, const ValueStats& stats);
  void init_side(SgdSide& side, Id Rating::*id_member, const SideFeatures& features, double reg, std::uint64_t stream);
  void fit_feature_means(SgdSide& side);
  void fit_time_effects();
  PointwiseSgd make_sgd(std::size_t epoch);

  FactorizationTrainOptions options_;
  bool biased_;
  std::size_t rank_;
  Pool pool_;
  float scale_, offset_;
  double baseline_ = 0;
  Grid grid_;
  SgdSide users_, items_;
  TimeEffectTrainer effects_;
  PointwiseSweep pointwise_sweep_ = nullptr;
  std::optional<NegativeSampler> negatives_;
  SampledSweep sampled_sweep_ = nullptr;
};

}  // namespace kinfold
