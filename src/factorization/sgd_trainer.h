// Trains by stochastic gradient descent: ratings and votes with pointwise losses, likes with sampled negatives. Rows
// are in the order of the grid. For losses in units of the target, values are divided by their standard deviation.
// write_to() undoes both.
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
  // Parameters, optimizer state and feature means of one side.
  struct SgdSide {
    FactorSide params;
    SideState state;
    std::vector<Id> row_id;
    FeatureMeans vectors, biases;
    std::vector<float> counts;   // number of examples of each row
    bool has_embeddings = true;  // false: each row equals its feature mean
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
