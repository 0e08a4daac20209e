// LightGCN: learns vectors of users and items so that their mean over the layers of the graph of likes ranks what is
// liked before items drawn at random (He, Deng, Wang, Li, Zhang, Wang 2020). The graph knows which likes there are, not
// what they weigh; the loss knows the weights.
//
// All nodes, users and items, are rows of the same tables, in an order in which neighbours are near each other.
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
  double step(std::span<const Rating> likes, const OptimizerStep& rule);
  void update_embeddings(Matrix& gradients, const OptimizerStep& rule);

  FactorizationTrainOptions options_;
  Pool pool_;
  std::size_t users_, items_;
  std::vector<Rating> likes_;  // nodes, and a weight
  std::vector<Id> node_;       // of each user, then of each item
  std::vector<float> reg_;     // of each node
  std::optional<LightGcnPropagation> propagation_;
  Matrix embeddings_, gradients_;
  EntrywiseState optimizer_state_;
  std::optional<ItemSampler> sampler_;
  std::optional<LikeBatch> batch_;
  double baseline_ = 0;
};

}  // namespace kinfold
