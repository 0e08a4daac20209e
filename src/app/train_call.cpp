#include "app/train_call.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <unordered_map>

#include "data/split.h"
#include "source/features.h"
#include "train/validation.h"

namespace kinfold::app {
namespace {

std::atomic<bool> interrupted{false};

void draw(const Progress& progress, const std::string& task, const std::string& metric) {
  constexpr std::size_t kWidth = 24;
  const std::size_t full = kWidth * progress.epoch / progress.epochs;
  std::string bar;
  for (std::size_t i = 0; i < kWidth; ++i) bar += i < full ? "█" : "░";
  const double left = progress.seconds / double(progress.epoch) * double(progress.epochs - progress.epoch);
  std::string line =
      fmt::format("{} epoch {}/{}  loss {:.4f}", bar, progress.epoch, progress.epochs, progress.point.loss);
  if (std::isfinite(progress.point.validation))
    line += fmt::format("  validation {} {:.4f}", metric, progress.point.validation);
  fmt::print(stderr, "\r{}  {:.1f} M {}/s  {:.0f} s left \x1b[K", line, progress.ratings_per_second / 1e6, task, left);
}

}  // namespace

InterruptGuard::InterruptGuard() {
  interrupted = false;
  struct sigaction action = {};
  action.sa_handler = [](int) { interrupted = true; };
  action.sa_flags = SA_RESETHAND;
  sigaction(SIGINT, &action, &before_);
}

InterruptGuard::~InterruptGuard() { sigaction(SIGINT, &before_, nullptr); }

Bar::Bar(std::string task, std::string metric)
    : task_(std::move(task)), metric_(std::move(metric)), shown_(terminal(STDERR_FILENO)) {}

Bar::~Bar() {
  if (shown_) fmt::print(stderr, "\r\x1b[K");
}

bool Bar::draw(const Progress& progress) const {
  if (shown_) app::draw(progress, task_, metric_);
  return !interrupted;
}

Trained train_with_bar(Data data, const Options& options) {
  Trained trained;
  std::size_t epochs = 0;
  const Bar bar(options.task, validation_metric(options.task));
  const auto watch = [&](const Progress& progress) {
    trained.seconds = progress.seconds;
    trained.ratings_per_second += progress.ratings_per_second;
    ++epochs;
    return bar.draw(progress);
  };
  trained.model = train(std::move(data), options, watch);
  if (epochs > 0) trained.ratings_per_second /= double(epochs);
  return trained;
}

namespace {

// A table of ids is read by its own layout, whatever the ratings' is.
Source plain_source(const std::string& text, const Options& options) {
  SourceOptions plain = source_options(options);
  plain.columns = plain.delimiter = "";
  plain.header = "auto";
  return Source(text, plain);
}

TraitTable load_features(Call& call, const std::string& text, const Options& options, const Vocabulary& known,
                         const std::string& side, std::vector<FeatureReport>& reports) {
  Source source = plain_source(text, options);
  FeatureReport& report = reports.emplace_back();
  TraitTable table = read_features(source, options.features_columns, std::size_t(options.feature_bins), report);
  for (const std::string& note : report.notes) call.warn(text + ": " + note);
  std::size_t shared = 0;
  for (Id owner = 0; owner < table.owners.size(); ++owner) shared += known.find(table.owners[owner]).has_value();
  if (shared < table.owners.size())
    call.warn(fmt::format("{}: {} of {} {}s have no examples in training; they get the vector of their features", text,
                          grouped(table.owners.size() - shared), grouped(table.owners.size()), side));
  if (shared == 0)
    throw Error("none of its ids is among the " + side + "s of the data", text,
                "its first id is '" + std::string(table.owners[0]) + "', and the data's '" + std::string(known[0]) +
                    "'; the id must be the first column or be named like one");
  return table;
}

// A column that is given a type must be in one of the tables.
void check_columns(const std::vector<FeatureReport>& reports) {
  std::vector<std::string> names;
  for (const FeatureReport& report : reports) names.insert(names.end(), report.names.begin(), report.names.end());
  for (const FeatureReport& report : reports)
    for (const std::string& name : report.missing)
      if (std::ranges::find(names, name) == names.end())
        throw UsageError("no table of features has a column '" + name + "'", "--features-columns",
                         known_choices(name, names));
}

}  // namespace

Data load_data(Call& call, Ratings ratings, const Options& options) {
  Data data{std::move(ratings), {}};
  if (!options.valid.empty() && !is_split_rule(options.valid))
    data.valid = load_ratings(call, options.valid, options, read_of(options.task)).ratings;
  if (!options.histories.empty() && options.histories != "rated") {
    const Ratings pairs = load_ratings(call, options.histories, options, Read::kPairs).ratings;
    data.histories = partners(pairs.rows, &Rating::left, pairs.users, &Rating::right, pairs.items);
    std::size_t shared = 0;
    for (Id user = 0; user < data.histories->owners.size(); ++user)
      shared += data.ratings.users.find(data.histories->owners[user]).has_value();
    if (shared == 0)
      throw Error("no user of the data has a history there", options.histories,
                  "its columns are the user and the item; name them with --columns");
  }
  std::vector<FeatureReport> reports;
  if (!options.user_features.empty())
    data.user_features = load_features(call, options.user_features, options, data.ratings.users, "user", reports);
  if (!options.item_features.empty())
    data.item_features = load_features(call, options.item_features, options, data.ratings.items, "item", reports);
  check_columns(reports);
  return data;
}

void add_names(Model& model, const std::string& text, const Options& options) {
  Source source = plain_source(text, options);
  std::unordered_map<std::string, std::string> names;
  for (auto& [id, name] : read_names(source)) names.emplace(std::move(id), std::move(name));
  for (Id item = 0; item < model.item_ids.size(); ++item) {
    const auto found = names.find(std::string(model.item_ids[item]));
    model.item_names.push_back(found == names.end() ? "" : found->second);
  }
}

void warn_of_look_ahead(Call& call, const Ratings& ratings, const std::string& valid) {
  if (!ratings.has_time() || valid.empty() || !is_split_rule(valid) || valid.starts_with("temporal")) return;
  call.warn("the ratings have times, and --valid " + valid +
            " trains on some that are later than those it validates on; --valid temporal:0.1 does not");
}

}  // namespace kinfold::app
