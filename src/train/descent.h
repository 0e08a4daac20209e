// Learns by stochastic gradient descent: ratings and votes one at a time, likes each against items drawn at random.
// Everything inside is in grid places and, for losses in units of the target, divided by the targets' deviation;
// publish() turns it back.
#pragma once
#include <optional>
#include <vector>

#include "data/grid.h"
#include "solver/contrastive.h"
#include "train/effects.h"
#include "train/learner.h"
#include "train/trait_means.h"

namespace kinfold {

class Descent : public Learner {
 public:
  Descent(Lesson lesson, const Options& options);

  double epoch(std::size_t number) override;
  double baseline_loss() const override { return baseline_; }
  bool publish(Model& model) override;
  Parts state() override;
  void restored() override { effects_.renew(pool_); }

 private:
  // One side, the state of its update rule, and what its rows are drawn to.
  struct Half {
    Side side;
    SideState state;
    std::vector<Id> id_at_place;
    TraitMeans vectors, biases;
    std::vector<float> mass;  // examples of each row
    bool own = true;          // rows have vectors of their own; if not, they are their means
  };
  void take_values(std::vector<Rating>& rows, const ValueFacts& facts);
  void take_likes(std::vector<Rating>& rows, const ValueFacts& facts);
  void make_half(Half& half, Id Rating::*own, const Traits& traits, double strength, std::uint64_t stream);
  void fit_means(Half& half);
  void fit_effects();
  Pointwise work(std::size_t epoch);

  const Options& options_;
  bool biased_;
  std::size_t rank_;
  Pool pool_;
  float scale_, offset_;
  double baseline_ = 0;
  Grid grid_;
  Half left_, right_;
  Effects effects_;
  Sweep sweep_ = nullptr;
  std::optional<Negatives> negatives_;
  ContrastSweep contrast_ = nullptr;
};

}  // namespace kinfold
