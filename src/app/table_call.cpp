#include "app/table_call.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <span>

#include "app/rank_curve.h"
#include "app/report/cell_report.h"
#include "app/table_source.h"
#include "core/error.h"
#include "data/duplicates.h"
#include "source/frame.h"
#include "source/npy.h"
#include "store/atomic_file.h"
#include "store/table_file.h"
#include "train/check.h"
#include "train/registry.h"

namespace kinfold::app {
namespace {

constexpr std::size_t kShown = 10, kLoadings = 4, kColumns = 40;

std::vector<Id> by_loading(const TableModel& model, std::size_t direction) {
  std::vector<Id> order(model.feature_count());
  std::iota(order.begin(), order.end(), Id{0});
  std::ranges::stable_sort(order, std::greater{}, [&](Id f) { return std::fabs(model.features[f][direction]); });
  order.resize(std::min(order.size(), kLoadings));
  return order;
}

std::string loadings_text(const TableModel& model, std::size_t direction) {
  std::vector<std::string> parts;
  for (Id f : by_loading(model, direction))
    if (model.features[f][direction] != 0)
      parts.push_back(fmt::format("{} {:+.2f}", model.feature_name(f), model.features[f][direction]));
  return join(parts);
}

// Of the loadings, those that a lasso or a bound made zero.
double zero_share(const TableModel& model) {
  std::size_t zeros = 0;
  for (Id f = 0; f < model.feature_count(); ++f) zeros += std::size_t(std::ranges::count(model.features.row(f), 0.0f));
  return double(zeros) / double(model.feature_count() * model.rank());
}

// Of models whose directions do not share the squares out among them.
std::string summary_text(const TableModel& model) {
  if (!model.values.empty()) return "";
  std::string text;
  if (model.squares > 0)
    text = fmt::format("explains {:.1f}% of the squares; ", 100 * (1 - model.left / model.squares));
  return text + fmt::format("{:.1f}% of the loadings are zero\n", 100 * zero_share(model));
}

// Cells that --valid withholds, out of the table.
std::vector<WithheldCell> withhold(TableData& data, const Options& options) {
  const double share = withheld_share(options);
  if (share == 0) return {};
  check_withholding(data, "--valid " + options.valid);
  read_whole(data, options);
  std::vector<WithheldCell> withheld = withhold_cells(data.frame.cells, share, options.seed);
  if (withheld.empty())
    throw Error("no cell can be withheld: each row keeps one that is known, and each column two",
                "--valid " + options.valid, "give a greater share, or leave it out");
  return withheld;
}

double deviation_of(const TableModel& model, std::size_t direction) {
  return model.values[direction] / std::sqrt(double(std::max<std::size_t>(model.rows.rows(), 2) - 1));
}
}  // namespace

namespace {

// Options that tasks take beside those of whole groups.
const std::vector<std::string> kOfTables = {"model",  "rank",        "loss",        "strength", "scale",   "epochs",
                                            "solver", "user-factor", "item-factor", "seed",     "threads", "valid"};
const std::vector<std::string> kOfGraphs = {
    "model",   "rank",        "loss",   "penalty", "strength", "init", "negatives", "sampling", "popularity-power",
    "log-q",   "temperature", "margin", "solver",  "update",   "rate", "decay",     "epochs",   "seed",
    "threads", "time-budget", "valid",  "patience"};
// Of networks, for encoders.
const std::vector<std::string> kOfEncoders = {
    "node-features", "features-columns", "layers",     "activation", "teleport", "lambda", "feature-dropout",
    "feature-scale", "normalization",    "self-loops", "directed",   "steps",    "bases",  "block-width"};
const std::vector<std::string> kNotOfGraphs = {"item-names"};

bool has(const std::vector<std::string>& list, const std::string& name) {
  return std::ranges::find(list, name) != list.end();
}

const std::vector<std::string> kOfLabels = {
    "model", "rank",    "strength",    "dropout", "steps",    "update",           "rate",         "decay", "epochs",
    "seed",  "threads", "time-budget", "valid",   "patience", "features-columns", "on-duplicate", "loops", "batch"};

const std::vector<std::string> kOfLikes = {"layers", "batch", "half"};

bool goes_with(const std::string& task, const Options::Field& field) {
  if (task == "table") return field.group == "data" || field.group == "table" || has(kOfTables, field.name);
  if (is_graph(task))
    return (field.group == "data" || field.group == "graph" || has(kOfGraphs, field.name) ||
            has(kOfEncoders, field.name)) &&
           !has(kNotOfGraphs, field.name);
  if (task == "labels") return field.group == "data" || field.group == "labels" || has(kOfLabels, field.name);
  if (task == "likes" && has(kOfLikes, field.name)) return true;
  return field.group != "table" && field.group != "graph" && field.group != "labels";
}

}  // namespace

void check_given(const Call& call, const std::string& task) {
  for (const auto& [name, text] : call.given) {
    const Options::Field& field = Options::field(name);
    if (goes_with(task, field)) continue;
    const std::string where = "--" + name + " " + text;
    if (task == "table") throw UsageError("--" + name + " does nothing for a table", where, "leave it out");
    if (is_graph(task) || task == "labels")
      throw UsageError("--" + name + " does nothing for " + task, where, "leave it out");
    throw UsageError("--" + name + " is for " +
                         (field.group == "table"    ? "tables"
                          : field.group == "labels" ? "labels"
                                                    : "links and triples") +
                         (has(kOfLikes, field.name) ? ", and likes by lightgcn, alone" : " alone"),
                     where, "leave it out");
  }
}

bool is_table_model(const TensorReader& file) { return task_of(file) == "table"; }

std::string directions_text(const TableModel& model) {
  if (model.values.empty()) return "";
  std::string text =
      fmt::format("{:>9} {:>10} {:>7} {:>7}  {}\n", "direction", "deviation", "share", "so far", "greatest loadings");
  double sum = 0;
  for (std::size_t k = 0; k < model.rank(); ++k) {
    sum += model.share(k);
    if (k < kShown)
      text += fmt::format("{:>9} {:>10.4g} {:>6.1f}% {:>6.1f}%  {}\n", k + 1, deviation_of(model, k),
                          100 * model.share(k), 100 * sum, loadings_text(model, k));
  }
  if (model.rank() > kShown)
    text += fmt::format("{:>9} further directions; all {}: {:.1f}%\n", model.rank() - kShown, model.rank(), 100 * sum);
  return text;
}

Json directions_json(const TableModel& model) {
  Json all = Json::array();
  double sum = 0;
  for (std::size_t k = 0; k < model.values.size(); ++k) {
    sum += model.share(k);
    all.push_back({{"deviation", deviation_of(model, k)}, {"share", model.share(k)}, {"sum", sum}});
  }
  return all;
}

namespace {

// A training that is done, and what withheld cells say of it.
struct Finished {
  const TableModel& model;
  std::string out;
  double seconds;
  std::optional<CellReport> report;
};

Json json_of(const Finished& f) {
  Json answer = {{"model", f.out},
                 {"rank", f.model.rank()},
                 {"epochs", f.model.curve.size()},
                 {"seconds", f.seconds},
                 {"metrics",
                  {{"bound", f.model.bound},
                   {"squares", f.model.squares},
                   {"left", f.model.left / f.model.squares},
                   {"zero_loadings", zero_share(f.model)}}},
                 {"directions", directions_json(f.model)},
                 {"rank_curve", rank_json(f.model)},
                 {"curve", f.model.curve}};
  if (f.report) answer["validation"] = cells_json(f.model, *f.report);
  return answer;
}

void print(const Finished& f) {
  fmt::print("{}{} by {} in {:.2f} s, rank {}\n", rank_text(f.model), f.model.kind, f.model.data.at("solver"),
             f.seconds, f.model.rank());
  if (f.model.bound > 0)
    fmt::print("no direction that is left has a length of more than {:.4g}, beside {:.4g} of the last kept\n",
               f.model.bound, f.model.values.back());
  fmt::print("{}{}{}wrote {}\n", summary_text(f.model), directions_text(f.model),
             f.report ? cells_text(f.model, *f.report) : "", f.out);
}

}  // namespace

void train_table_call(Call& call, const std::string& source, const std::string& out) {
  Options options = call.options("table");
  check_given(call, "table");
  check_options(options);
  withheld_share(options);  // refuses splits that tables do not know
  AtomicFile{out};          // refuses now what could not be written later
  TableData data = load_table_data(call, source, options);
  load_weights(data, options);
  const bool asked_for = std::ranges::any_of(call.given, [](const auto& option) { return option.first == "rank"; });
  const std::size_t most = std::min(data.rows(), data.columns());
  if (!asked_for && most > 0) options.rank = int(std::min(std::size_t(options.rank), most));
  const std::vector<WithheldCell> withheld = withhold(data, options);
  const auto begin = std::chrono::steady_clock::now();
  TableModel model = train_table(data, options);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  for (const std::string& note : data.notes) call.warn(source + ": " + note);
  for (const auto& [name, value] : options.identity()) model.options[name] = value;
  model.data["source"] = source;
  model.names = std::move(data.frame.names);
  model.labels = std::move(data.frame.labels);
  model.label_name = data.frame.label_name;
  data.blocks.reset();
  data.sparse.reset();
  save(model, out);
  note_ranks(call, model);
  Pool pool(std::size_t(options.threads));
  Finished finished{model, out, seconds, {}};
  if (!withheld.empty())
    finished.report = measure_cells(model, rows_for_gaps(model, data.frame.cells, pool), withheld, options.seed, pool);
  if (call.json) return call.answer(json_of(finished));
  fmt::print("{}: {} rows of {} columns\n", source, grouped(model.rows.rows()), grouped(model.columns.size()));
  print(finished);
}

Json info_json(const TableModel& model) {
  Json columns = Json::array();
  for (const ModelColumn& c : model.columns)
    columns.push_back({{"name", c.column.name},
                       {"kind", kKinds[std::size_t(c.column.kind)]},
                       {"levels", c.column.levels},
                       {"loss", c.loss},
                       {"known", c.known},
                       {"noise", c.noise}});
  return {{"task", "table"},           {"model", model.kind},      {"rank", model.rank()},
          {"rows", model.rows.rows()}, {"columns", columns},       {"directions", directions_json(model)},
          {"data", model.data},        {"options", model.options}, {"rank_curve", rank_json(model)},
          {"curve", model.curve}};
}

void show_table_info(Call& call, const TableModel& model) {
  if (call.json) return call.answer(info_json(model));
  fmt::print("{} of a table: {} rows and {} columns, rank {}\n", model.kind, grouped(model.rows.rows()),
             grouped(model.columns.size()), model.rank());
  for (const auto& [name, value] : model.data) fmt::print("  {:<16} {}\n", name, value);
  fmt::print("{}{}{}columns\n", summary_text(model), directions_text(model), rank_text(model));
  const std::size_t shown = std::min(model.columns.size(), kColumns);
  for (const ModelColumn& c : std::span(model.columns).first(shown))
    fmt::print("  {:<24} {:<9} {:<10} noise {:.4g}\n", c.column.name, kKinds[std::size_t(c.column.kind)], c.loss,
               c.noise);
  if (shown < model.columns.size())
    fmt::print("  and {} more; --json has all\n", grouped(model.columns.size() - shown));
}

}  // namespace kinfold::app
