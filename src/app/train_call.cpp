#include "app/train_call.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <csignal>
#include <unordered_map>

#include "data/split.h"

namespace kinfold::app {
namespace {

std::atomic<bool> interrupted{false};

// While it lives, the first interrupt asks for a stop; a second one ends the program at once.
class InterruptGuard {
 public:
  InterruptGuard() {
    interrupted = false;
    struct sigaction action = {};
    action.sa_handler = [](int) { interrupted = true; };
    action.sa_flags = SA_RESETHAND;
    sigaction(SIGINT, &action, &before_);
  }
  ~InterruptGuard() { sigaction(SIGINT, &before_, nullptr); }

 private:
  struct sigaction before_;
};

void draw(const Progress& progress) {
  constexpr std::size_t kWidth = 24;
  const std::size_t full = kWidth * progress.epoch / progress.epochs;
  std::string bar;
  for (std::size_t i = 0; i < kWidth; ++i) bar += i < full ? "█" : "░";
  const double left = progress.seconds / double(progress.epoch) * double(progress.epochs - progress.epoch);
  std::string line =
      fmt::format("{} epoch {}/{}  loss {:.4f}", bar, progress.epoch, progress.epochs, progress.point.loss);
  if (std::isfinite(progress.point.validation))
    line += fmt::format("  validation rmse {:.4f}", progress.point.validation);
  fmt::print(stderr, "\r{}  {:.1f} M ratings/s  {:.0f} s left \x1b[K", line, progress.ratings_per_second / 1e6, left);
}

}  // namespace

Trained train_with_bar(Ratings ratings, const std::optional<Ratings>& valid, const Options& options) {
  const InterruptGuard guard;
  const bool bar = terminal(STDERR_FILENO);
  Trained trained;
  std::size_t epochs = 0;
  const auto watch = [&](const Progress& progress) {
    trained.seconds = progress.seconds;
    trained.ratings_per_second += progress.ratings_per_second;
    ++epochs;
    if (bar) draw(progress);
    return !interrupted;
  };
  const auto clear = [bar] {
    if (bar) fmt::print(stderr, "\r\x1b[K");
  };
  try {
    trained.model = train_ratings(std::move(ratings), valid, options, watch);
  } catch (...) {
    clear();
    throw;
  }
  clear();
  if (epochs > 0) trained.ratings_per_second /= double(epochs);
  return trained;
}

void add_names(Model& model, const std::string& text, const Options& options) {
  SourceOptions plain = source_options(options);
  plain.columns = plain.delimiter = "";
  plain.header = "auto";
  Source source(text, plain);
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
