#include "train/run.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "data/duplicates.h"
#include "data/split.h"
#include "train/checkpoint.h"
#include "train/registry.h"
#include "train/training.h"

namespace kinfold {
namespace {

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

std::string pair_of(const Ratings& ratings, const Rating& r) {
  return "(" + std::string(ratings.users[r.left]) + ", " + std::string(ratings.items[r.right]) + ")";
}

void check_finite(const Ratings& ratings) {
  for (const Rating& r : ratings.rows)
    if (!std::isfinite(r.value)) throw Error("the value is not finite", pair_of(ratings, r));
}

void check_values(const Ratings& ratings, const std::string& loss) {
  if (ratings.rows.empty()) throw Error("there are no ratings to train on");
  check_finite(ratings);
  if (loss != "logistic") return;
  for (const Rating& r : ratings.rows)
    if (!(r.value >= 0 && r.value <= 1))
      throw Error("loss 'logistic' needs values from 0 to 1, and here is " + number(r.value), pair_of(ratings, r),
                  "scale the values, or use another --loss: squared, huber or absolute");
}

// The model without its tables: ids, facts, history.
Model blank_model(const Ratings& ratings, const ValueFacts& facts, const Options& options) {
  Model model;
  model.kind = options.model;
  model.loss = options.loss;
  model.clip = options.clip;
  model.low = facts.low;
  model.high = facts.high;
  model.user_ids = ratings.users;
  model.item_ids = ratings.items;
  model.history = make_history(ratings.rows, ratings.users.size());
  model.item_counts = count_items(model.history, ratings.items.size());
  for (const auto& [name, value] : options.identity()) model.options[name] = value;
  model.data = {{"rows", std::to_string(ratings.rows.size())},
                {"mean", number(facts.mean)},
                {"deviation", number(facts.deviation)},
                {"checksum", std::to_string(checksum(ratings))},
                {"timed", ratings.has_time() ? "yes" : "no"}};
  if (ratings.has_time()) model.data["last time"] = number(*std::ranges::max_element(ratings.time));
  return model;
}

// The epochs of one run, from a checkpoint or from the start.
class Run {
 public:
  Run(Training& training, Model& best, const Options& options, const Watch& watch)
      : training_(training), best_(best), options_(options), watch_(watch) {
    position_.best_validation = INFINITY;
    training_.publish(best_);
    if (!options.checkpoint.empty()) {
      checkpoint_.emplace(options.checkpoint, options,
                          best.data.at("checksum") + " " + best.data.at("validation checksum"));
      if (options.resume) checkpoint_->load(training_, best_, position_);
    }
  }

  void go() {
    const std::size_t epochs = options_.model == "mean" ? 0 : std::size_t(options_.epochs);
    check_patience();  // a checkpoint may be of a run that it ended
    while (position_.next_epoch < epochs && best_.stopped.empty()) {
      one_epoch(epochs);
      save_checkpoint(position_.next_epoch == epochs || !best_.stopped.empty());
    }
    best_.curve = position_.curve;
    best_.best_epoch = position_.best_epoch;
  }

 private:
  void one_epoch(std::size_t epochs) {
    const Clock::time_point begin = Clock::now();
    CurvePoint point{training_.epoch(position_.next_epoch), NAN};
    const double epoch_seconds = seconds_since(begin);
    if (!std::isfinite(point.loss) || point.loss > 2 * training_.baseline_loss() + 0.1) diverged(point.loss);
    if (training_.validates()) point.validation = training_.validation_rmse();
    const bool better = !training_.validates() || point.validation < position_.best_validation;
    if ((training_.validates() && !std::isfinite(point.validation)) || (better && !publish())) diverged(INFINITY);
    position_.curve.push_back(point);
    const std::size_t seen = ++position_.next_epoch;
    if (better) {
      position_.best_epoch = seen;
      position_.best_validation = training_.validates() ? point.validation : 0;
    }
    check_patience();
    if (options_.time_budget > 0 && seconds_since(start_) > options_.time_budget && seen < epochs)
      best_.stopped = "time budget of " + number(options_.time_budget) + " s";
    if (watch_ && !watch_({seen, epochs, point, seconds_since(start_), double(training_.ratings()) / epoch_seconds}))
      best_.stopped = "interrupted";
  }

  void check_patience() {
    if (options_.patience > 0 && training_.validates() &&
        position_.next_epoch - position_.best_epoch >= std::size_t(options_.patience))
      best_.stopped = "no better validation for " + std::to_string(options_.patience) + " epochs";
  }

  // Keeps the last good tables if the new ones are not finite.
  bool publish() {
    if (!training_.publish(candidate_)) return false;
    std::swap(candidate_.users, best_.users);
    std::swap(candidate_.items, best_.items);
    return true;
  }

  void save_checkpoint(bool last) {
    if (!checkpoint_ || (!last && seconds_since(saved_) < options_.checkpoint_every)) return;
    checkpoint_->save(training_, best_, position_);
    saved_ = Clock::now();
  }

  [[noreturn]] void diverged(double loss) {
    best_.curve = position_.curve;
    best_.best_epoch = position_.best_epoch;
    best_.stopped = "diverged in epoch " + std::to_string(position_.next_epoch + 1);
    throw Diverged(
        Error("the training diverged in epoch " + std::to_string(position_.next_epoch + 1) + ": mean loss " +
                  number(loss) + ", where knowing nothing costs " + number(training_.baseline_loss()),
              "--rate " + number(options_.rate), "try a smaller rate, such as --rate " + number(options_.rate / 4)),
        position_.best_epoch > 0 ? std::make_shared<Model>(best_) : nullptr);
  }

  Training& training_;
  Model& best_;
  Model candidate_;
  const Options& options_;
  const Watch& watch_;
  Position position_;
  std::optional<Checkpoint> checkpoint_;
  Clock::time_point start_ = Clock::now(), saved_ = start_;
};

}  // namespace

Model train_ratings(Ratings ratings, const std::optional<Ratings>& valid, const Options& options, const Watch& watch) {
  rate_share(options.decay, 0, 1);  // refuses an unknown decay before the work begins
  check_values(ratings, options.loss);
  const std::size_t repeated = resolve_duplicates(ratings, options.on_duplicate);

  std::vector<Rating> withheld;
  if (valid) {
    check_finite(*valid);
    withheld = translate(*valid, ratings.users, ratings.items);
  } else if (!options.valid.empty()) {
    const SplitRule rule = parse_split_rule(options.valid);
    if (rule.by == "k-fold")
      throw UsageError("folds are many splits, and training validates on one", "--valid " + options.valid,
                       "give a share, such as --valid random:0.2, or write the folds with kinfold split");
    const auto marks = split_marks(ratings, rule, options.seed);
    withheld = select(ratings, marks, 1).rows;
    ratings = select(ratings, marks, 0);
    if (withheld.empty() || ratings.rows.empty())
      throw Error("the split leaves nothing to " + std::string(withheld.empty() ? "validate" : "train") + " on",
                  "--valid " + options.valid, "give more data or another share");
  }

  const ValueFacts facts = value_facts(ratings.rows);
  Model model = blank_model(ratings, facts, options);
  model.data["repeated"] = std::to_string(repeated);
  model.data["validation rows"] = std::to_string(withheld.size());
  Ratings validated;
  validated.rows = withheld;
  model.data["validation checksum"] = std::to_string(checksum(validated));
  ratings.time = {};
  Training training(std::move(ratings.rows), ratings.users.size(), ratings.items.size(), facts, options);
  training.set_validation(withheld);
  model.offset = training.raw_offset();
  Run(training, model, options, watch).go();
  return model;
}

}  // namespace kinfold
