// LightGCN: learns vectors of users and items so that their mean over the layers of the graph of likes ranks what is
// liked before items drawn at random (He, Deng, Wang, Li, Zhang, Wang 2020). The graph knows which likes there are, not
// what they weigh; the loss knows the weights.
//
// All nodes, users and items, are rows of the same tables, in an order in which neighbours are near each other.
#pragma once
#include <optional>
#include <vector>

#include "graph/layer_mean.h"
#include "solver/like_batch.h"
#include "train/learner.h"
#include "update/entrywise.h"

namespace kinfold {

class LightGcn : public Learner {
 public:
  LightGcn(Lesson lesson, const Options& options);

  double epoch(std::size_t number) override;
  double baseline_loss() const override { return baseline_; }
  bool publish(Model& model) override;
  Parts state() override;

 private:
  void place(std::vector<Rating> links);
  void start();
  ItemDraws item_draws() const;
  void set_baseline();
  double step(std::span<const Rating> likes, const EntryRule& rule);
  void move(Table& slopes, const EntryRule& rule);

  const Options& options_;
  Pool pool_;
  std::size_t users_, items_;
  std::vector<Rating> likes_;    // nodes, and a weight
  std::vector<Id> node_;         // of each user, then of each item
  std::vector<float> strength_;  // of each node
  std::optional<LayerMean> mean_;
  Table start_, slopes_;
  EntryState memory_;
  std::optional<ItemDraws> draws_;
  std::optional<LikeBatch> batch_;
  double baseline_ = 0;
};

}  // namespace kinfold
