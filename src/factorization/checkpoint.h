// The states of trainers on disk, so that a training can resume where it stopped, to the same bits.
#pragma once
#include <string>

#include "factorization/model.h"
#include "factorization/trainer.h"
#include "train/train_loop.h"

namespace kinfold {

class Checkpoint {
 public:
  // `folder` is made if it does not exist. `data` names the training and validation data.
  Checkpoint(const std::string& folder, const FactorizationTrainOptions& options, const std::string& data);

  // `best` must have its tables' shapes. False when there is none yet. An Error says what differs if it belongs to
  // other options or data.
  bool load(Trainer& trainer, Model& best, LoopState& state) const;
  void save(Trainer& trainer, Model& best, const LoopState& state) const;

 private:
  std::string path_;
  std::string identity_;  // JSON of options and data
};

}  // namespace kinfold
