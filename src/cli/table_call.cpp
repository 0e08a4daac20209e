#include "cli/table_call.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <span>

#include "cli/rank_curve.h"
#include "cli/table_source.h"
#include "core/error.h"
#include "data/duplicates.h"
#include "io/npy.h"
#include "io/table/frame_reader.h"
#include "registry/applicability.h"
#include "report/cell_report.h"
#include "store/atomic_file.h"
#include "store/metadata.h"
#include "table/table_file.h"

namespace kinfold::app {
namespace {

constexpr std::size_t kMaxComponents = 10, kTopLoadings = 4, kMaxColumns = 40;

std::vector<Id> top_loadings(const TableModel& model, std::size_t component) {
  std::vector<Id> order(model.feature_count());
  std::iota(order.begin(), order.end(), Id{0});
  std::ranges::stable_sort(order, std::greater{}, [&](Id f) { return std::fabs(model.features[f][component]); });
  order.resize(std::min(order.size(), kTopLoadings));
  return order;
}

std::string loadings_text(const TableModel& model, std::size_t component) {
  std::vector<std::string> parts;
  for (Id f : top_loadings(model, component))
    if (model.features[f][component] != 0)
      parts.push_back(fmt::format("{} {:+.2f}", model.feature_name(f), model.features[f][component]));
  return join(parts);
}

// The fraction of the loadings that are zero because of an L1 regularizer or a bound.
double zero_loading_fraction(const TableModel& model) {
  std::size_t zeros = 0;
  for (Id f = 0; f < model.feature_count(); ++f) zeros += std::size_t(std::ranges::count(model.features.row(f), 0.0f));
  return double(zeros) / double(model.feature_count() * model.rank());
}

// Explained variance of models without variance per component, and the sparsity of the loadings.
std::string summary_text(const TableModel& model) {
  if (!model.values.empty()) return "";
  std::string text;
  if (model.total_squares > 0)
    text = fmt::format("explains {:.1f}% of the sum of squares; ",
                       100 * (1 - model.residual_squares / model.total_squares));
  return text + fmt::format("{:.1f}% of the loadings are zero\n", 100 * zero_loading_fraction(model));
}

// Removes the cells of --validation from the table and returns them.
std::vector<HeldOutCell> hold_out(TableData& data, const TrainOptions& options) {
  const double fraction = holdout_fraction(options);
  if (fraction == 0) return {};
  check_holdout(data, "--validation " + options.validation);
  load_cells(data, options);
  std::vector<HeldOutCell> held_out = hold_out_cells(data.frame.cells, fraction, options.seed);
  if (held_out.empty())
    throw Error("no cell can be held out: each row must keep one observed cell and each column two",
                "--validation " + options.validation, "use a larger fraction, or remove the option");
  return held_out;
}

double stddev_of(const TableModel& model, std::size_t component) {
  return model.values[component] / std::sqrt(double(std::max<std::size_t>(model.rows.rows(), 2) - 1));
}

}  // namespace

bool is_table_model(const TensorReader& file) { return task_of(file) == "table"; }

std::string components_text(const TableModel& model) {
  if (model.values.empty()) return "";
  std::string text =
      fmt::format("{:>9} {:>10} {:>7} {:>7}  {}\n", "component", "std", "ratio", "total", "largest loadings");
  double cumulative_ratio = 0;
  for (std::size_t k = 0; k < model.rank(); ++k) {
    cumulative_ratio += model.explained_variance_ratio(k);
    if (k < kMaxComponents)
      text += fmt::format("{:>9} {:>10.4g} {:>6.1f}% {:>6.1f}%  {}\n", k + 1, stddev_of(model, k),
                          100 * model.explained_variance_ratio(k), 100 * cumulative_ratio, loadings_text(model, k));
  }
  if (model.rank() > kMaxComponents)
    text += fmt::format("{:>9} further components; all {}: {:.1f}%\n", model.rank() - kMaxComponents, model.rank(),
                        100 * cumulative_ratio);
  return text;
}

Json components_json(const TableModel& model) {
  Json all = Json::array();
  double cumulative_ratio = 0;
  for (std::size_t k = 0; k < model.values.size(); ++k) {
    cumulative_ratio += model.explained_variance_ratio(k);
    all.push_back({{"std", stddev_of(model, k)},
                   {"explained_variance_ratio", model.explained_variance_ratio(k)},
                   {"cumulative_ratio", cumulative_ratio}});
  }
  return all;
}

namespace {

// A trained model, and its evaluation on the cells of --validation.
struct TableTraining {
  const TableModel& model;
  std::string out;
  double seconds;
  std::optional<CellReport> report;
};

Json table_training_to_json(const TableTraining& training) {
  Json result = {{"model", training.out},
                 {"rank", training.model.rank()},
                 {"epochs", training.model.curve.size()},
                 {"seconds", training.seconds},
                 {"metrics",
                  {{"singular_value_bound", training.model.bound},
                   {"total_squares", training.model.total_squares},
                   {"residual_ratio", training.model.residual_squares / training.model.total_squares},
                   {"zero_loadings", zero_loading_fraction(training.model)}}},
                 {"components", components_json(training.model)},
                 {"rank_curve", rank_json(training.model)},
                 {"curve", training.model.curve}};
  if (training.report) result["validation"] = cells_json(training.model, *training.report);
  return result;
}

void print_table_training(const TableTraining& training) {
  fmt::print("{}{} by {} in {:.2f} s, rank {}\n", rank_text(training.model), training.model.kind,
             text_property(training.model.data, "solver"), training.seconds, training.model.rank());
  if (training.model.bound > 0)
    fmt::print("singular values beyond rank {}: at most {:.4g} (the last of the model is {:.4g})\n",
               training.model.rank(), training.model.bound, training.model.values.back());
  fmt::print("{}{}{}wrote {}\n", summary_text(training.model), components_text(training.model),
             training.report ? cells_text(training.model, *training.report) : "", training.out);
}

}  // namespace

void train_table_call(Call& call, const std::string& source, const std::string& out) {
  TrainOptions options = call.training_options("table");
  check_table_options(options);
  holdout_fraction(options);  // rejects splits that tables do not support
  AtomicFile{out};            // fails now, not after training, if the file cannot be written
  TableData data = load_table_data(call, source, options);
  load_weights(data, options);
  const bool rank_is_set =
      std::ranges::any_of(call.cli_options, [](const auto& option) { return option.first == "rank"; });
  const std::size_t max_rank = std::min(data.rows(), data.columns());
  if (!rank_is_set && max_rank > 0) options.rank = int(std::min(std::size_t(options.rank), max_rank));
  const std::vector<HeldOutCell> held_out = hold_out(data, options);
  const auto begin = std::chrono::steady_clock::now();
  TableModel model = train_table(data, options);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  for (const std::string& note : data.notes) call.warn(source + ": " + note);
  model.options = applicable_values(options);
  model.data["source"] = source;
  model.names = std::move(data.frame.names);
  model.labels = std::move(data.frame.labels);
  model.label_name = data.frame.label_name;
  data.blocks.reset();
  data.sparse.reset();
  save(model, out);
  note_rank_curve(call, model);
  Pool pool(std::size_t(options.threads));
  TableTraining training{model, out, seconds, {}};
  if (!held_out.empty())
    training.report =
        evaluate_cells(model, imputation_rows(model, data.frame.cells, pool), held_out, options.seed, pool);
  if (call.json) return call.print_json(table_training_to_json(training));
  fmt::print("{}: {} rows of {} columns\n", source, format_count(model.rows.rows()),
             format_count(model.columns.size()));
  print_table_training(training);
}

Json info_json(const TableModel& model) {
  Json columns = Json::array();
  for (const ModelColumn& c : model.columns)
    columns.push_back({{"name", c.column.name},
                       {"kind", kColumnKinds[std::size_t(c.column.kind)]},
                       {"levels", c.column.levels},
                       {"loss", c.loss},
                       {"observed", c.observed},
                       {"noise", c.noise}});
  return {{"task", "table"},
          {"model", model.kind},
          {"rank", model.rank()},
          {"rows", model.rows.rows()},
          {"columns", columns},
          {"components", components_json(model)},
          {"data", properties_to_json(model.data)},
          {"options", properties_to_json(model.options)},
          {"rank_curve", rank_json(model)},
          {"curve", model.curve}};
}

void show_table_info(Call& call, const TableModel& model) {
  if (call.json) return call.print_json(info_json(model));
  fmt::print("{} of a table: {} rows and {} columns, rank {}\n", model.kind, format_count(model.rows.rows()),
             format_count(model.columns.size()), model.rank());
  for (const auto& [name, value] : model.data) fmt::print("  {:<16} {}\n", name, property_text(value));
  fmt::print("options\n{}", format_pairs(model.options));
  fmt::print("{}{}{}columns\n", summary_text(model), components_text(model), rank_text(model));
  const std::size_t num_shown = std::min(model.columns.size(), kMaxColumns);
  for (const ModelColumn& c : std::span(model.columns).first(num_shown))
    fmt::print("  {:<24} {:<9} {:<10} noise {:.4g}\n", c.column.name, kColumnKinds[std::size_t(c.column.kind)], c.loss,
               c.noise);
  if (num_shown < model.columns.size())
    fmt::print("  and {} more; --json has all\n", format_count(model.columns.size() - num_shown));
}

}  // namespace kinfold::app
