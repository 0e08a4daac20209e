#include "factorization/train_model.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include "core/text.h"
#include "data/duplicates.h"
#include "data/folds.h"
#include "data/split.h"
#include "factorization/check.h"
#include "factorization/checkpoint.h"
#include "factorization/training_set.h"
#include "factorization/validation.h"

namespace kinfold {
namespace {

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// Splits the validation rows off, as --validation says.
Ratings split_validation(Ratings& ratings, const FactorizationTrainOptions& options) {
  require_single_split(options.validation, "--validation");
  const auto marks = split_ratings(ratings, parse_split_strategy(options.validation), options.seed);
  Ratings held_out = select(ratings, marks, 1);
  ratings = select(ratings, marks, 0);
  if (held_out.rows.empty() || ratings.rows.empty())
    throw Error("the split leaves nothing to " + std::string(held_out.rows.empty() ? "validate" : "train") + " on",
                "--validation " + options.validation, "give more data or another share");
  return held_out;
}

// Of everything that was learned from or validated on.
std::string checksums(const Model& model) {
  std::string sums;
  for (const auto& [name, value] : model.data)
    if (name.ends_with("checksum")) sums += name + " " + value + "; ";
  return sums;
}

// The epochs of one run, from a checkpoint or from the start.
class FactorizationTrainLoop {
 public:
  FactorizationTrainLoop(Trainer& trainer, Validation& validation, Model& best, std::size_t rows,
                         const FactorizationTrainOptions& options, const ProgressCallback& callback)
      : trainer_(trainer), validation_(validation), best_(best), rows_(rows), options_(options), callback_(callback) {
    trainer_state_.best_validation = greater_is_better(options.task) ? -INFINITY : INFINITY;
    trainer_.write_to(best_);
    if (!options.checkpoint_dir.empty()) {
      checkpoint_.emplace(options.checkpoint_dir, options, checksums(best));
      if (options.resume) checkpoint_->load(trainer_, best_, trainer_state_);
    }
  }

  void run() {
    const std::size_t epochs = options_.model == "mean" ? 0 : std::size_t(options_.epochs);
    check_patience();  // a checkpoint may be of a run that it ended
    while (trainer_state_.next_epoch < epochs && best_.stop_reason.empty()) {
      train_epoch(epochs);
      save_checkpoint(trainer_state_.next_epoch == epochs || !best_.stop_reason.empty());
    }
    if (trainer_.last_is_best() && !trainer_.write_to(best_)) diverged(INFINITY);
    best_.curve = trainer_state_.curve;
    best_.best_epoch = trainer_state_.best_epoch;
  }

 private:
  void train_epoch(std::size_t epochs) {
    const Clock::time_point begin = Clock::now();
    CurvePoint point{trainer_.epoch(trainer_state_.next_epoch), NAN};
    const double epoch_seconds = seconds_since(begin);
    if (!std::isfinite(point.loss) || point.loss > 2 * trainer_.baseline_loss() + 0.1) diverged(point.loss);
    const bool better = evaluate_epoch(point);
    trainer_state_.curve.push_back(point);
    const std::size_t epochs_done = ++trainer_state_.next_epoch;
    if (better) {
      trainer_state_.best_epoch = epochs_done;
      trainer_state_.best_validation = validation_.empty() ? 0 : point.validation;
    }
    check_patience();
    if (options_.time_budget > 0 && seconds_since(start_) > options_.time_budget && epochs_done < epochs)
      best_.stop_reason = "time budget of " + plain_number(options_.time_budget) + " s";
    if (callback_ && !callback_({epochs_done, epochs, point, seconds_since(start_), double(rows_) / epoch_seconds}))
      best_.stop_reason = "interrupted";
  }

  // Takes the learner's tables if they are the best so far; the last good ones stay if the new ones are not finite.
  // Those of a sampler, which grow, are made only when somebody looks.
  bool evaluate_epoch(CurvePoint& point) {
    if (trainer_.last_is_best() && validation_.empty()) return true;
    if (!trainer_.write_to(candidate_)) diverged(INFINITY);
    swap_state(candidate_, best_);
    if (validation_.empty()) return true;
    point.validation = validation_.score(best_);
    const bool better = trainer_.last_is_best() || validation_.better(point.validation, trainer_state_.best_validation);
    if (!better || !std::isfinite(point.validation)) swap_state(candidate_, best_);
    if (!std::isfinite(point.validation)) diverged(INFINITY);
    return better;
  }

  void check_patience() {
    if (options_.patience > 0 && !validation_.empty() &&
        trainer_state_.next_epoch - trainer_state_.best_epoch >= std::size_t(options_.patience))
      best_.stop_reason = "no better validation for " + std::to_string(options_.patience) + " epochs";
  }

  void save_checkpoint(bool last) {
    if (!checkpoint_ || (!last && seconds_since(saved_) < options_.checkpoint_interval)) return;
    checkpoint_->save(trainer_, best_, trainer_state_);
    saved_ = Clock::now();
  }

  [[noreturn]] void diverged(double loss) {
    best_.curve = trainer_state_.curve;
    best_.best_epoch = trainer_state_.best_epoch;
    best_.stop_reason = "diverged in epoch " + std::to_string(trainer_state_.next_epoch + 1);
    const bool has_lr = options_.solver == "sgd" || options_.solver == "lightgcn";
    throw DivergenceError(
        Error("the training diverged in epoch " + std::to_string(trainer_state_.next_epoch + 1) + ": mean loss " +
                  plain_number(loss) + ", where knowing nothing costs " + plain_number(trainer_.baseline_loss()),
              has_lr ? "--lr " + plain_number(options_.lr) : "--reg " + plain_number(options_.reg),
              has_lr ? "try a smaller rate, such as --lr " + plain_number(options_.lr / 4)
                     : "try a greater --reg, such as --reg " + plain_number(4 * options_.reg + 0.01)),
        trainer_state_.best_epoch > 0 ? std::make_shared<Model>(best_) : nullptr);
  }

  Trainer& trainer_;
  Validation& validation_;
  Model& best_;
  Model candidate_;  // holds tables alone
  std::size_t rows_;
  FactorizationTrainOptions options_;
  const ProgressCallback& callback_;
  TrainerState trainer_state_;
  std::optional<Checkpoint> checkpoint_;
  Clock::time_point start_ = Clock::now(), saved_ = start_;
};

}  // namespace

Model train(FactorizationData data, const FactorizationTrainOptions& options, const ProgressCallback& callback) {
  check_factorization_options(options);
  // As they came: a test that is the same data is none.
  std::map<std::string, std::string> source_checksums = {{"source_checksum", std::to_string(checksum(data.ratings))}};
  if (data.validation) source_checksums["validation_source_checksum"] = std::to_string(checksum(*data.validation));
  check_data(data.ratings, data.validation ? &*data.validation : nullptr, options);
  const std::size_t repeated = resolve_duplicates(data.ratings, options.on_duplicate);
  Ratings held_out;
  if (data.validation) {
    held_out = std::move(*data.validation);
  } else if (!options.validation.empty()) {
    held_out = split_validation(data.ratings, options);
  }
  const ValueStats stats = value_stats(data.ratings.rows);
  Model model = init_model(data, stats, options);
  Validation validation(std::move(held_out), model, options.seed, std::size_t(options.threads));
  model.data.merge(source_checksums);
  model.data["duplicates"] = std::to_string(repeated);
  model.data["validation_rows"] = std::to_string(validation.pairs().size());
  Ratings validation_ratings;
  validation_ratings.rows = validation.pairs();
  model.data["validation_checksum"] = std::to_string(checksum(validation_ratings));
  const auto trainer = make_trainer(make_training_set(data, stats, options, model), options);
  FactorizationTrainLoop(*trainer, validation, model, std::size_t(std::stoull(model.data.at("rows"))), options,
                         callback)
      .run();
  return model;
}

Model train_ratings(Ratings ratings, const std::optional<Ratings>& validation, const FactorizationTrainOptions& options,
                    const ProgressCallback& callback) {
  return train({std::move(ratings), validation}, options, callback);
}

}  // namespace kinfold
