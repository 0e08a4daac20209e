// The states of learners on disk, so that a run can go on where it stopped, to the same bits.
#pragma once
#include <string>

#include "factorization/model.h"
#include "factorization/trainer.h"

namespace kinfold {

// Where a run stands between two epochs.
struct TrainerState {
  std::size_t next_epoch = 0;
  std::size_t best_epoch = 0;  // epochs that the published tables have seen; 0 before the first
  double best_validation = 0;
  std::vector<CurvePoint> curve;
};

class Checkpoint {
 public:
  // `folder` is made if it does not exist. `data` names the training and validation data.
  Checkpoint(const std::string& folder, const FactorizationTrainOptions& options, const std::string& data);

  // `best` must have its tables' shapes. False when there is none yet. An Error says what differs if it belongs to
  // other options or data.
  bool load(Trainer& trainer, Model& best, TrainerState& trainer_state) const;
  void save(Trainer& trainer, Model& best, const TrainerState& trainer_state) const;

 private:
  std::string path_;
  std::string identity_;  // JSON of options and data
};

}  // namespace kinfold
