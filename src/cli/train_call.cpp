#include "cli/train_call.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <unordered_map>

#include "data/split.h"
#include "factorization/validation.h"
#include "io/factorization/feature_reader.h"

namespace kinfold::app {
namespace {

std::atomic<bool> interrupted{false};

void draw_progress(const Progress& progress, const std::string& task, const std::string& metric) {
  constexpr std::size_t kWidth = 24;
  const std::size_t filled_width = kWidth * progress.epoch / progress.epochs;
  std::string bar;
  for (std::size_t i = 0; i < kWidth; ++i) bar += i < filled_width ? "█" : "░";
  const double remaining = progress.seconds / double(progress.epoch) * double(progress.epochs - progress.epoch);
  std::string line =
      fmt::format("{} epoch {}/{}  loss {:.4f}", bar, progress.epoch, progress.epochs, progress.point.loss);
  if (std::isfinite(progress.point.validation))
    line += fmt::format("  validation {} {:.4f}", metric, progress.point.validation);
  fmt::print(stderr, "\r{}  {:.1f} M {}/s  {:.0f} s left \x1b[K", line, progress.examples_per_second / 1e6, task,
             remaining);
}

}  // namespace

InterruptGuard::InterruptGuard() {
  interrupted = false;
  struct sigaction action = {};
  action.sa_handler = [](int) { interrupted = true; };
  action.sa_flags = SA_RESETHAND;
  sigaction(SIGINT, &action, &previous_);
}

InterruptGuard::~InterruptGuard() { sigaction(SIGINT, &previous_, nullptr); }

ProgressBar::ProgressBar(std::string task, std::string metric)
    : task_(std::move(task)), metric_(std::move(metric)), visible_(is_terminal(STDERR_FILENO)) {}

ProgressBar::~ProgressBar() {
  if (visible_) fmt::print(stderr, "\r\x1b[K");
}

bool ProgressBar::draw(const Progress& progress) const {
  if (visible_) draw_progress(progress, task_, metric_);
  return !interrupted;
}

TrainingResult train_with_progress(FactorizationData data, const TrainOptions& options) {
  TrainingResult training;
  std::size_t epochs = 0;
  const ProgressBar bar(options.task, validation_metric(options.task));
  const auto watch = [&](const Progress& progress) {
    training.seconds = progress.seconds;
    training.examples_per_second += progress.examples_per_second;
    ++epochs;
    return bar.draw(progress);
  };
  training.model = train(std::move(data), options, watch);
  if (epochs > 0) training.examples_per_second /= double(epochs);
  return training;
}

namespace {

// A source of side data. The column roles, delimiter and header of the ratings do not apply to it.
Source plain_source(const std::string& text, const TrainOptions& options) {
  SourceOptions plain = source_options(options);
  plain.columns = plain.delimiter = "";
  plain.header = "auto";
  return Source(text, plain);
}

SideFeatureTable load_features(Call& call, const std::string& text, const TrainOptions& options, const Vocabulary& ids,
                               const std::string& side, std::vector<FeatureReport>& reports) {
  Source source = plain_source(text, options);
  FeatureReport& report = reports.emplace_back();
  SideFeatureTable table = read_features(source, options.feature_columns, std::size_t(options.feature_bins), report);
  for (const std::string& note : report.notes) call.warn(text + ": " + note);
  std::size_t matched = 0;
  for (Id owner = 0; owner < table.owners.size(); ++owner) matched += ids.find(table.owners[owner]).has_value();
  if (matched < table.owners.size())
    call.warn(fmt::format("{}: {} of {} {}s have no training examples; their embeddings come only from their features",
                          text, format_count(table.owners.size() - matched), format_count(table.owners.size()), side));
  if (matched == 0)
    throw Error("none of its ids is among the " + side + " ids of the training data", text,
                "its first id is '" + std::string(table.owners[0]) + "', that of the training data '" +
                    std::string(ids[0]) + "'; the id must be the first column or have the name of an id column");
  return table;
}

// Throws a UsageError if --feature-columns names a column that no feature table has.
void check_columns(const std::vector<FeatureReport>& reports) {
  std::vector<std::string> names;
  for (const FeatureReport& report : reports) names.insert(names.end(), report.names.begin(), report.names.end());
  for (const FeatureReport& report : reports)
    for (const std::string& name : report.missing)
      if (std::ranges::find(names, name) == names.end())
        throw UsageError("no feature table has a column '" + name + "'", "--feature-columns",
                         known_choices(name, names));
}

}  // namespace

FactorizationData load_data(Call& call, Ratings ratings, const TrainOptions& options) {
  FactorizationData data{std::move(ratings), {}};
  if (!options.validation.empty() && !is_split_strategy(options.validation))
    data.validation = load_ratings(call, options.validation, options, rating_fields(options.task)).ratings;
  if (!options.implicit_feedback.empty() && options.implicit_feedback != "rated") {
    const Ratings pairs = load_ratings(call, options.implicit_feedback, options, RatingFields::kPairs).ratings;
    data.implicit_feedback =
        implicit_feedback_table(pairs.rows, &Rating::left, pairs.users, &Rating::right, pairs.items);
    std::size_t matched = 0;
    for (Id user = 0; user < data.implicit_feedback->owners.size(); ++user)
      matched += data.ratings.users.find(data.implicit_feedback->owners[user]).has_value();
    if (matched == 0)
      throw Error("no user of the training data has implicit feedback in this source", options.implicit_feedback,
                  "its columns must be user and item; name them with --columns");
  }
  std::vector<FeatureReport> reports;
  if (!options.user_features.empty())
    data.user_features = load_features(call, options.user_features, options, data.ratings.users, "user", reports);
  if (!options.item_features.empty())
    data.item_features = load_features(call, options.item_features, options, data.ratings.items, "item", reports);
  check_columns(reports);
  return data;
}

void add_item_names(Model& model, const std::string& text, const TrainOptions& options) {
  Source source = plain_source(text, options);
  std::unordered_map<std::string, std::string> names;
  for (auto& [id, name] : read_names(source)) names.emplace(std::move(id), std::move(name));
  for (Id item = 0; item < model.item_ids.size(); ++item) {
    const auto found = names.find(std::string(model.item_ids[item]));
    model.item_names.push_back(found == names.end() ? "" : found->second);
  }
}

void warn_lookahead(Call& call, const Ratings& ratings, const std::string& validation) {
  if (!ratings.has_time() || validation.empty() || !is_split_strategy(validation) || validation.starts_with("temporal"))
    return;
  call.warn(
      "--validation " + validation +
      " trains on ratings that are later than the validation ratings; use --validation temporal:0.1 to avoid this "
      "lookahead");
}

}  // namespace kinfold::app
