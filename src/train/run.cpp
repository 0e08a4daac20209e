#include "train/run.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include "data/duplicates.h"
#include "data/rounds.h"
#include "data/split.h"
#include "train/check.h"
#include "train/checkpoint.h"
#include "train/lesson.h"
#include "train/validation.h"

namespace kinfold {
namespace {

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// Splits the validation rows off, as --valid says.
Ratings withhold(Ratings& ratings, const Options& options) {
  refuse_rounds(options.valid, "--valid");
  const auto marks = split_marks(ratings, parse_split_rule(options.valid), options.seed);
  Ratings withheld = select(ratings, marks, 1);
  ratings = select(ratings, marks, 0);
  if (withheld.rows.empty() || ratings.rows.empty())
    throw Error("the split leaves nothing to " + std::string(withheld.rows.empty() ? "validate" : "train") + " on",
                "--valid " + options.valid, "give more data or another share");
  return withheld;
}

// Of everything that was learned from or validated on.
std::string checksums(const Model& model) {
  std::string sums;
  for (const auto& [name, value] : model.data)
    if (name.ends_with("checksum")) sums += name + " " + value + "; ";
  return sums;
}

// The epochs of one run, from a checkpoint or from the start.
class Run {
 public:
  Run(Learner& learner, Validation& validation, Model& best, std::size_t rows, const Options& options,
      const Watch& watch)
      : learner_(learner), validation_(validation), best_(best), rows_(rows), options_(options), watch_(watch) {
    position_.best_validation = greater_is_better(options.task) ? -INFINITY : INFINITY;
    learner_.publish(best_);
    if (!options.checkpoint.empty()) {
      checkpoint_.emplace(options.checkpoint, options, checksums(best));
      if (options.resume) checkpoint_->load(learner_, best_, position_);
    }
  }

  void go() {
    const std::size_t epochs = options_.model == "mean" ? 0 : std::size_t(options_.epochs);
    check_patience();  // a checkpoint may be of a run that it ended
    while (position_.next_epoch < epochs && best_.stopped.empty()) {
      one_epoch(epochs);
      save_checkpoint(position_.next_epoch == epochs || !best_.stopped.empty());
    }
    if (learner_.last_is_best() && !learner_.publish(best_)) diverged(INFINITY);
    best_.curve = position_.curve;
    best_.best_epoch = position_.best_epoch;
  }

 private:
  void one_epoch(std::size_t epochs) {
    const Clock::time_point begin = Clock::now();
    CurvePoint point{learner_.epoch(position_.next_epoch), NAN};
    const double epoch_seconds = seconds_since(begin);
    if (!std::isfinite(point.loss) || point.loss > 2 * learner_.baseline_loss() + 0.1) diverged(point.loss);
    const bool better = consider(point);
    position_.curve.push_back(point);
    const std::size_t seen = ++position_.next_epoch;
    if (better) {
      position_.best_epoch = seen;
      position_.best_validation = validation_.empty() ? 0 : point.validation;
    }
    check_patience();
    if (options_.time_budget > 0 && seconds_since(start_) > options_.time_budget && seen < epochs)
      best_.stopped = "time budget of " + plain_number(options_.time_budget) + " s";
    if (watch_ && !watch_({seen, epochs, point, seconds_since(start_), double(rows_) / epoch_seconds}))
      best_.stopped = "interrupted";
  }

  // Takes the learner's tables if they are the best so far; the last good ones stay if the new ones are not finite.
  // Those of a sampler, which grow, are made only when somebody looks.
  bool consider(CurvePoint& point) {
    if (learner_.last_is_best() && validation_.empty()) return true;
    if (!learner_.publish(candidate_)) diverged(INFINITY);
    exchange_tables(candidate_, best_);
    if (validation_.empty()) return true;
    point.validation = validation_.score(best_);
    const bool better = learner_.last_is_best() || validation_.better(point.validation, position_.best_validation);
    if (!better || !std::isfinite(point.validation)) exchange_tables(candidate_, best_);
    if (!std::isfinite(point.validation)) diverged(INFINITY);
    return better;
  }

  void check_patience() {
    if (options_.patience > 0 && !validation_.empty() &&
        position_.next_epoch - position_.best_epoch >= std::size_t(options_.patience))
      best_.stopped = "no better validation for " + std::to_string(options_.patience) + " epochs";
  }

  void save_checkpoint(bool last) {
    if (!checkpoint_ || (!last && seconds_since(saved_) < options_.checkpoint_every)) return;
    checkpoint_->save(learner_, best_, position_);
    saved_ = Clock::now();
  }

  [[noreturn]] void diverged(double loss) {
    best_.curve = position_.curve;
    best_.best_epoch = position_.best_epoch;
    best_.stopped = "diverged in epoch " + std::to_string(position_.next_epoch + 1);
    const bool has_rate = options_.solver == "sgd" || options_.solver == "lightgcn";
    throw Diverged(
        Error("the training diverged in epoch " + std::to_string(position_.next_epoch + 1) + ": mean loss " +
                  plain_number(loss) + ", where knowing nothing costs " + plain_number(learner_.baseline_loss()),
              has_rate ? "--rate " + plain_number(options_.rate) : "--strength " + plain_number(options_.strength),
              has_rate ? "try a smaller rate, such as --rate " + plain_number(options_.rate / 4)
                       : "try a greater strength, such as --strength " + plain_number(4 * options_.strength + 0.01)),
        position_.best_epoch > 0 ? std::make_shared<Model>(best_) : nullptr);
  }

  Learner& learner_;
  Validation& validation_;
  Model& best_;
  Model candidate_;  // holds tables alone
  std::size_t rows_;
  const Options& options_;
  const Watch& watch_;
  Position position_;
  std::optional<Checkpoint> checkpoint_;
  Clock::time_point start_ = Clock::now(), saved_ = start_;
};

}  // namespace

Model train(Data data, const Options& options, const Watch& watch) {
  check_options(options);
  // As they came: a test that is the same data is none.
  std::map<std::string, std::string> sources = {{"source checksum", std::to_string(checksum(data.ratings))}};
  if (data.valid) sources["validation source checksum"] = std::to_string(checksum(*data.valid));
  check_data(data.ratings, data.valid ? &*data.valid : nullptr, options);
  const std::size_t repeated = resolve_duplicates(data.ratings, options.on_duplicate);
  Ratings withheld;
  if (data.valid) {
    withheld = std::move(*data.valid);
  } else if (!options.valid.empty()) {
    withheld = withhold(data.ratings, options);
  }
  const ValueFacts facts = value_facts(data.ratings.rows);
  Model model = blank_model(data, facts, options);
  Validation validation(std::move(withheld), model, options.seed, std::size_t(options.threads));
  model.data.merge(sources);
  model.data["repeated"] = std::to_string(repeated);
  model.data["validation rows"] = std::to_string(validation.pairs().size());
  Ratings checked;
  checked.rows = validation.pairs();
  model.data["validation checksum"] = std::to_string(checksum(checked));
  const auto learner = make_learner(make_lesson(data, facts, options, model), options);
  Run(*learner, validation, model, std::size_t(std::stoull(model.data.at("rows"))), options, watch).go();
  return model;
}

Model train_ratings(Ratings ratings, const std::optional<Ratings>& valid, const Options& options, const Watch& watch) {
  return train({std::move(ratings), valid}, options, watch);
}

}  // namespace kinfold
