#include "train/train_loop.h"

#include <chrono>

#include "core/text.h"

namespace kinfold {
namespace {

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }
  void restart() { start_ = Clock::now(); }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
};

std::string out_of_patience(const LoopState& state, const LoopOptions& options) {
  const bool waited = options.patience > 0 && state.next_epoch >= state.last_improvement + options.patience;
  return waited ? "no better validation for " + std::to_string(options.patience) + " epochs" : "";
}

CurvePoint run_epoch(LoopState& state, LoopTask& task) {
  const std::size_t epoch = state.next_epoch;
  const double loss = task.train_epoch(epoch);
  const EpochScore score = task.score_epoch(epoch + 1, loss);
  state.curve.push_back({loss, score.validation});
  state.next_epoch = epoch + 1;
  if (score.best) {
    state.best_epoch = state.next_epoch;
    state.best_validation = std::isnan(score.validation) ? 0 : score.validation;
  }
  if (score.improved) state.last_improvement = state.next_epoch;
  return state.curve.back();
}

}  // namespace

std::string run_epochs(LoopState& state, const LoopOptions& options, LoopTask& task, const ProgressCallback& callback) {
  const Stopwatch training;
  Stopwatch since_checkpoint;
  std::string stop_reason = out_of_patience(state, options);  // a resumed training may already have stopped
  while (state.next_epoch < options.epochs && stop_reason.empty()) {
    const double start = training.seconds();
    const CurvePoint point = run_epoch(state, task);
    const double seconds = training.seconds();
    stop_reason = out_of_patience(state, options);
    if (options.time_budget > 0 && seconds > options.time_budget && state.next_epoch < options.epochs)
      stop_reason = "time budget of " + plain_number(options.time_budget) + " s";
    const double speed = double(options.examples) / (seconds - start);
    if (callback && !callback({state.next_epoch, options.epochs, point, seconds, speed})) stop_reason = "interrupted";
    const bool last = state.next_epoch == options.epochs || !stop_reason.empty();
    if (!last && since_checkpoint.seconds() < options.checkpoint_interval) continue;
    task.save_checkpoint();
    since_checkpoint.restart();
  }
  return stop_reason;
}

}  // namespace kinfold
