// LightGCN (He, Deng, Wang, Li, Zhang, Wang 2020): the vector of a node is the mean of its embeddings over the
// propagation layers of the user-item graph. Training ranks liked items above sampled negatives. The weights of likes
// scale the loss; the adjacency matrix does not use them.
//
// Users and items are rows of the same matrix. Nodes are ordered breadth-first, so that neighbors are close in memory.
#pragma once
#include <optional>
#include <vector>

#include "factorization/like_batch.h"
#include "factorization/trainer.h"
#include "gnn/lightgcn_propagate.h"
#include "optimizer/entrywise.h"

namespace kinfold {

class LightGcnTrainer : public Trainer {
 public:
  LightGcnTrainer(TrainingSet training_set, const FactorizationTrainOptions& options);

  double epoch(std::size_t number) override;
  double baseline_loss() const override { return baseline_; }
  bool write_to(Model& model) override;
  StateDict state() override;

 private:
  void order_nodes(std::vector<Rating> links);
  void init_embeddings();
  ItemSampler make_sampler() const;
  void set_baseline();
  double step(std::span<const Rating> likes, const OptimizerStep& optimizer_step);
  void update_embeddings(Matrix& gradients, const OptimizerStep& optimizer_step);

  FactorizationTrainOptions options_;
  Pool pool_;
  std::size_t users_, items_;
  std::vector<Rating> likes_;  // left and right are nodes, the value is the weight
  std::vector<Id> node_;       // node of each user, then of each item
  std::vector<float> reg_;     // of each node
  std::optional<LightGcnPropagation> propagation_;
  Matrix embeddings_, gradients_;
  EntrywiseState optimizer_state_;
  std::optional<ItemSampler> sampler_;
  std::optional<LikeBatch> batch_;
  double baseline_ = 0;
};

}  // namespace kinfold
