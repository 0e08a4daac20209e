#include "factorization/train_model.h"

#include <algorithm>
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
#include "train/train_loop.h"

namespace kinfold {
namespace {

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
    if (name.ends_with("checksum")) sums += name + " " + property_text(value) + "; ";
  return sums;
}

class FactorizationTask : public LoopTask {
 public:
  FactorizationTask(Trainer& trainer, Validation& validation, Model& best, const FactorizationTrainOptions& options)
      : trainer_(trainer), validation_(validation), best_(best), options_(options) {
    state_.best_validation = greater_is_better(options.task) ? -INFINITY : INFINITY;
    trainer_.write_to(best_);
    if (options.checkpoint_dir.empty()) return;
    checkpoint_.emplace(options.checkpoint_dir, options, checksums(best));
    if (options.resume && checkpoint_->load(trainer_, best_, state_)) state_.last_improvement = state_.best_epoch;
  }

  void run(std::size_t examples, const ProgressCallback& callback) {
    const LoopOptions loop{.epochs = options_.model == "mean" ? 0 : std::size_t(options_.epochs),
                           .examples = examples,
                           .patience = validation_.empty() ? 0 : std::size_t(options_.patience),
                           .time_budget = options_.time_budget,
                           .checkpoint_interval = options_.checkpoint_interval};
    best_.stop_reason = run_epochs(state_, loop, *this, callback);
    if (trainer_.last_is_best() && !trainer_.write_to(best_)) throw_diverged(INFINITY);
    best_.curve = state_.curve;
    best_.best_epoch = state_.best_epoch;
  }

  double train_epoch(std::size_t epoch) override {
    const double loss = trainer_.epoch(epoch);
    if (!std::isfinite(loss) || loss > 2 * trainer_.baseline_loss() + 0.1) throw_diverged(loss);
    return loss;
  }

  // Takes the trainer's parameters if they are the best so far. Parameters that are not finite are never taken.
  // A sampler's parameters, which grow, are written only if they are to be validated.
  EpochScore score_epoch(std::size_t, double) override {
    if (trainer_.last_is_best() && validation_.empty()) return {};
    if (!trainer_.write_to(candidate_)) throw_diverged(INFINITY);
    swap_state(candidate_, best_);
    if (validation_.empty()) return {};
    const double score = validation_.score(best_);
    const bool better = trainer_.last_is_best() || validation_.better(score, state_.best_validation);
    if (!better || !std::isfinite(score)) swap_state(candidate_, best_);
    if (!std::isfinite(score)) throw_diverged(INFINITY);
    return {score, better, better};
  }

  void save_checkpoint() override {
    if (checkpoint_) checkpoint_->save(trainer_, best_, state_);
  }

 private:
  [[noreturn]] void throw_diverged(double loss) {
    const std::string epoch = std::to_string(state_.next_epoch + 1);
    best_.curve = state_.curve;
    best_.best_epoch = state_.best_epoch;
    best_.stop_reason = "diverged in epoch " + epoch;
    const auto [where, advice] = divergence_advice();
    throw DivergenceError(Error("the training diverged in epoch " + epoch + ": the mean loss is " + plain_number(loss) +
                                    ", and that of a constant prediction is " + plain_number(trainer_.baseline_loss()),
                                where, advice),
                          state_.best_epoch > 0 ? std::make_shared<Model>(best_) : nullptr);
  }

  // The option that may be wrong, and what to do.
  std::pair<std::string, std::string> divergence_advice() const {
    if (options_.solver == "sgd" || options_.solver == "lightgcn")
      return {"--lr " + plain_number(options_.lr),
              "try a lower learning rate, such as --lr " + plain_number(options_.lr / 4)};
    if (options_.solver == "gibbs") return {"--solver gibbs", "try a lower --rank, or --solver als"};
    return {"--reg " + plain_number(options_.reg),
            "try stronger regularization, such as --reg " + plain_number(4 * options_.reg + 0.01)};
  }

  Trainer& trainer_;
  Validation& validation_;
  Model& best_;
  Model candidate_;  // holds parameters only
  FactorizationTrainOptions options_;
  LoopState state_;
  std::optional<Checkpoint> checkpoint_;
};

}  // namespace

Model train(FactorizationData data, const FactorizationTrainOptions& options, const ProgressCallback& callback) {
  check_factorization_options(options);
  // As they came: a test that is the same data is none.
  Properties source_checksums = {{"source_checksum", std::to_string(checksum(data.ratings))}};
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
  model.data["duplicates"] = repeated;
  model.data["validation_rows"] = validation.pairs().size();
  Ratings validation_ratings;
  validation_ratings.rows = validation.pairs();
  model.data["validation_checksum"] = std::to_string(checksum(validation_ratings));
  const auto trainer = make_trainer(make_training_set(data, stats, options, model), options);
  FactorizationTask(*trainer, validation, model, options).run(count_property(model.data, "rows"), callback);
  return model;
}

Model train_ratings(Ratings ratings, const std::optional<Ratings>& validation, const FactorizationTrainOptions& options,
                    const ProgressCallback& callback) {
  return train({std::move(ratings), validation}, options, callback);
}

}  // namespace kinfold
