#include "train/factors_table.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "solver/constant_scores.h"
#include "solver/low_rank.h"

namespace kinfold {
namespace {

// What a model's name stands for.
struct Recipe {
  bool any_kind = false;  // a loss for each kind, rather than `loss` for all
  std::string loss = "squared";
  bool offsets = true;  // and centred numbers
  bool scaled = false;  // numbers in units of their deviations, losses in units of the best constant's
  std::string row_penalty = "ridge", column_penalty = "ridge";
  bool singular = true;  // turned into its singular form
};

Recipe recipe_of(const Options& options) {
  Recipe r;
  if (options.model == "factors") r.any_kind = r.scaled = true;
  if (options.model == "sparse-pca") r.column_penalty = "lasso", r.singular = false;
  if (options.model == "nmf") r.row_penalty = r.column_penalty = "non-negative", r.offsets = r.singular = false;
  if (options.model == "logistic-pca") r.loss = "logistic";
  if (options.model == "svd") r.offsets = false;
  r.scaled = r.scaled || options.scale;
  return r;
}

// The first loss fits a column of the kind best.
const std::vector<std::string>& losses_for(Kind kind) {
  static const std::vector<std::string> numbers = {"squared", "huber", "absolute", "quantile"},
                                        counts = {"poisson", "squared", "huber", "absolute", "quantile"},
                                        truths = {"logistic", "hinge", "squared"}, levels = {"ordinal"},
                                        categories = {"softmax", "one-vs-all"};
  return kind == Kind::kBoolean    ? truths
         : kind == Kind::kCount    ? counts
         : kind == Kind::kOrdinal  ? levels
         : kind == Kind::kCategory ? categories
                                   : numbers;
}

// --loss where it fits the column's kind, else what fits best.
std::string loss_of(const FrameColumn& column, const Recipe& recipe, const Options& options) {
  const auto& fitting = losses_for(column.kind);
  if (recipe.any_kind) return std::ranges::find(fitting, options.loss) != fitting.end() ? options.loss : fitting[0];
  if (recipe.loss == "logistic" && column.kind != Kind::kBoolean)
    throw Error("column '" + column.name + "' does not hold two values", "--model " + options.model,
                "use --model factors, which has a loss for each kind, or --types " + column.name + "=skip");
  return recipe.loss;
}

void check_losses(const TableData& data, const Options& options) {
  if (options.loss == "auto") return;
  for (const FrameColumn& column : data.frame.columns)
    if (const auto& fitting = losses_for(column.kind); std::ranges::find(fitting, options.loss) != fitting.end())
      return;
  throw UsageError("loss '" + options.loss + "' fits no column of the table", "--loss " + options.loss,
                   "losses go by kind: numbers squared, huber, absolute, quantile; counts poisson; yes or no logistic, "
                   "hinge; ordinals ordinal; categories softmax, one-vs-all");
}

void refuse_negative(const TableData& data) {
  for (Id row = 0; row < data.frame.cells.rows(); ++row)
    for (std::size_t c = 0; c < data.columns(); ++c)
      if (data.frame.cells[row][c] < 0)
        throw Error("a cell is negative: " + std::to_string(data.frame.cells[row][c]),
                    "row " + (data.frame.names.empty() ? std::to_string(row + 1) : "'" + data.frame.names[row] + "'") +
                        ", column '" + data.frame.columns[c].name + "'",
                    "nmf takes what is not negative; use --model pca or factors");
}

// What a column's cells lose before the solver sees them, and get back.
struct Units {
  double mean = 0, deviation = 1;
};

bool has_units(const std::string& loss) {
  return loss == "squared" || loss == "huber" || loss == "absolute" || loss == "quantile";
}

ModelColumn described(const Table& cells, std::size_t c, Units& units) {
  ModelColumn column;
  double sum = 0, squares = 0;
  for (Id row = 0; row < cells.rows(); ++row) {
    const double x = cells[row][c];
    if (std::isnan(x)) continue;
    ++column.known;
    sum += x;
  }
  units.mean = column.known > 0 ? sum / double(column.known) : 0;
  for (Id row = 0; row < cells.rows(); ++row)
    if (!std::isnan(cells[row][c])) squares += std::pow(cells[row][c] - units.mean, 2);
  units.deviation = column.known > 0 ? std::sqrt(squares / double(column.known)) : 0;
  if (!(units.deviation > 0)) units.deviation = 1;
  return column;
}

// Squares about the model's values of known cells with units, by column, corrected for the parameters that were fitted
// to them. All squares are those that the directions explain and what is left, as if all cells were known.
void measure(TableModel& model, const Table& cells) {
  const double rows = double(cells.rows()), features = double(model.feature_count()), rank = double(model.rank());
  double known = 0;
  for (const ModelColumn& c : model.columns) known += double(c.known) * c.features;
  const double share = std::max(1 - (rank * (rows + features - rank) + features) / known, 0.05);
  model.squares = 0;
  for (double value : model.values) model.squares += value * value;
  for (std::size_t j = 0; j < model.columns.size(); ++j) {
    ModelColumn& column = model.columns[j];
    if (!has_units(column.loss) || column.known == 0) continue;
    double left = 0;
    for (Id row = 0; row < cells.rows(); ++row) {
      if (missing(cells[row][j])) continue;
      left +=
          std::pow(cells[row][j] / column.scale - model.score(model.rows[row], column.first), 2) / double(column.known);
    }
    column.noise = column.scale * std::sqrt(left / share);
    model.squares += left * rows;
  }
}

// Directions of no length are left out.
void drop_empty(TableModel& model) {
  std::size_t rank = 0;
  while (rank < model.rank() && model.values[rank] > 1e-5 * model.values[0]) ++rank;
  if (rank == 0 || rank == model.rank()) return;
  for (Table* table : {&model.rows, &model.features}) {
    Table kept(table->rows(), rank);
    for (Id row = 0; row < table->rows(); ++row) std::copy_n((*table)[row], rank, kept[row]);
    *table = std::move(kept);
  }
  model.values.resize(rank);
}

// One deviation for all columns with units, so that strengths do not depend on these.
void share_units(std::vector<Units>& units, const std::vector<ModelColumn>& columns) {
  double squares = 0, known = 0;
  for (std::size_t c = 0; c < units.size(); ++c) {
    if (!has_units(columns[c].loss)) continue;
    squares += double(columns[c].known) * (std::pow(units[c].deviation, 2));
    known += double(columns[c].known);
  }
  for (std::size_t c = 0; c < units.size(); ++c)
    if (has_units(columns[c].loss)) units[c].deviation = std::sqrt(squares / std::max(known, 1.0));
}

LowRankRule rule_of(const Recipe& recipe, const Options& options, double tolerance) {
  LowRankRule rule;
  rule.rank = std::size_t(options.rank);
  rule.rows = {recipe.row_penalty, float(options.strength * options.user_factor)};
  rule.columns = {recipe.column_penalty, float(options.strength * options.item_factor)};
  rule.offsets = recipe.offsets;
  rule.epochs = std::size_t(options.epochs);
  rule.seed = options.seed;
  rule.starts = std::size_t(options.starts);
  rule.tolerance = tolerance;
  return rule;
}

// What the solver sees: cells less their columns' means, in units of deviations, and a loss for each column.
struct Prepared {
  Table cells;
  std::vector<ScoredColumn> scored;
  std::vector<Units> units;
};

// Describes the model's columns, and makes what the solver sees of them.
Prepared prepare(const TableData& data, const Recipe& recipe, const Options& options, TableModel& model) {
  Prepared p{data.frame.cells, {}, std::vector<Units>(data.columns())};
  for (std::size_t c = 0; c < data.columns(); ++c) {
    ModelColumn column = described(p.cells, c, p.units[c]);
    column.column = data.frame.columns[c];
    column.loss = loss_of(column.column, recipe, options);
    if (!has_units(column.loss)) p.units[c] = {};
    if (!recipe.offsets) p.units[c].mean = 0;
    p.scored.push_back({column_loss(column.loss), column.column.levels.size()});
    model.columns.push_back(std::move(column));
  }
  number_features(p.scored);
  if (!recipe.scaled) share_units(p.units, model.columns);
  for (std::size_t c = 0; c < data.columns(); ++c) {
    model.columns[c].scale = p.units[c].deviation;
    for (Id row = 0; row < p.cells.rows(); ++row)
      p.cells[row][c] = float((p.cells[row][c] - p.units[c].mean) / p.units[c].deviation);
  }
  return p;
}

// The best constant scores by column, in the model's units.
void set_constants(TableModel& model, const Prepared& p, Pool& pool) {
  std::vector<ScoredColumn> scored = p.scored;
  const std::vector<float> offset = fit_constants(scored, p.cells, nullptr, pool);
  for (std::size_t c = 0; c < scored.size(); ++c) {
    std::vector<float>& constant = model.columns[c].constant;
    for (std::size_t k = 0; k < scored[c].features; ++k)
      constant.push_back(offset[scored[c].first + k] + float(p.units[c].mean / p.units[c].deviation));
    if (const auto* ordinal = std::get_if<Ordinal>(&scored[c].loss)) constant = ordinal->thresholds;
  }
}

void take(LowRank fitted, const std::vector<Units>& units, TableModel& model) {
  for (std::size_t c = 0; c < model.columns.size(); ++c) {
    ModelColumn& column = model.columns[c];
    column.first = Id(fitted.scored[c].first);
    column.features = Id(fitted.scored[c].features);
    column.factor = fitted.scored[c].factor;
    if (const auto* ordinal = std::get_if<Ordinal>(&fitted.scored[c].loss)) column.thresholds = ordinal->thresholds;
    for (Id f = column.first; f < column.first + column.features; ++f)
      fitted.offset[f] += float(units[c].mean / units[c].deviation);
  }
  model.rows = std::move(fitted.rows);
  model.features = std::move(fitted.columns);
  model.offset = std::move(fitted.offset);
  model.curve = std::move(fitted.objective);
}

}  // namespace

TableModel train_factors(const TableData& data, const Options& options, double tolerance) {
  const Recipe recipe = recipe_of(options);
  Pool pool(std::size_t(options.threads));
  if (options.model == "nmf") refuse_negative(data);
  if (recipe.any_kind) check_losses(data, options);
  TableModel model;
  model.kind = options.model;
  model.data["solver"] = "als";
  Prepared p = prepare(data, recipe, options, model);
  if (recipe.scaled && recipe.any_kind) scale_columns(p.scored, p.cells, nullptr, pool);
  set_constants(model, p, pool);
  take(fit_low_rank(p.cells, nullptr, p.scored, rule_of(recipe, options, tolerance), pool), p.units, model);
  model.row_penalty = recipe.row_penalty;
  // Of both ridges together where the singular form takes the size off the features.
  const double other = recipe.singular ? options.item_factor : options.user_factor;
  model.row_strength = options.strength * std::sqrt(options.user_factor * other);
  if (recipe.singular) to_singular_form(model, recipe.offsets);
  if (options.model == "soft-impute") drop_empty(model);
  measure(model, data.frame.cells);
  return model;
}

}  // namespace kinfold
