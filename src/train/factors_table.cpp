#include "train/factors_table.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "solver/constant_scores.h"
#include "solver/low_rank.h"
#include "train/recipe.h"

namespace kinfold {
namespace {

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

// What a column's cells lose before the solver sees them, and get back.
struct Units {
  double mean = 0, deviation = 1;
  float scored(float cell) const { return float((cell - mean) / deviation); }
  float cell(float scored) const { return float(scored * deviation + mean); }
};

bool has_units(const std::string& loss) {
  return loss == "squared" || loss == "huber" || loss == "absolute" || loss == "quantile" || loss == "kullback-leibler";
}

// Means and deviations of the columns' known cells, and how many these are.
std::vector<std::size_t> find_units(const Table& cells, std::vector<Units>& units) {
  std::vector<std::size_t> known(units.size());
  std::vector<double> squares(units.size());
  const auto for_known = [&](auto body) {
    for (Id row = 0; row < cells.rows(); ++row)
      for (std::size_t c = 0; c < units.size(); ++c)
        if (!missing(cells[row][c])) body(c, double(cells[row][c]));
  };
  for (Units& u : units) u.mean = 0;
  for_known([&](std::size_t c, double x) { ++known[c], units[c].mean += x; });
  for (std::size_t c = 0; c < units.size(); ++c) units[c].mean /= double(std::max<std::size_t>(known[c], 1));
  for_known([&](std::size_t c, double x) { squares[c] += (x - units[c].mean) * (x - units[c].mean); });
  for (std::size_t c = 0; c < units.size(); ++c)
    units[c].deviation = std::sqrt(squares[c] / double(std::max<std::size_t>(known[c], 1)));
  return known;
}

// Squares about the model's values of known cells with units, by column, corrected for the parameters that were fitted
// to them. All squares are those that the directions explain and what is left, or else those about the offsets.
void measure(TableModel& model, const Table& cells) {
  const double rows = double(cells.rows()), share = model.free_share();
  std::vector<double> left(model.columns.size()), about(model.columns.size());
  for (Id row = 0; row < cells.rows(); ++row)
    for (std::size_t j = 0; j < model.columns.size(); ++j) {
      const ModelColumn& column = model.columns[j];
      if (missing(cells[row][j]) || !has_units(column.loss)) continue;
      const double cell = cells[row][j] / column.scale;
      left[j] += std::pow(cell - model.score(model.rows[row], column.first), 2) / double(column.known);
      about[j] += std::pow(cell - model.offset[column.first], 2) / double(column.known);
    }
  for (std::size_t j = 0; j < model.columns.size(); ++j) {
    model.columns[j].noise = model.columns[j].scale * std::sqrt(left[j] / share);
    model.left += left[j] * rows;
    model.squares += about[j] * rows;
  }
  if (model.values.empty()) return;
  model.squares = model.left;
  for (double value : model.values) model.squares += value * value;
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
  rule.rows = recipe.rows;
  rule.columns = recipe.columns;
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
Prepared prepare(TableData& data, const Recipe& recipe, const Options& options, TableModel& model) {
  Prepared p{std::move(data.frame.cells), {}, std::vector<Units>(data.columns())};
  const std::vector<std::size_t> known = find_units(p.cells, p.units);
  for (std::size_t c = 0; c < data.columns(); ++c) {
    ModelColumn column{data.frame.columns[c]};
    column.known = known[c];
    column.loss = loss_of(column.column, recipe, options);
    if (!has_units(column.loss)) p.units[c] = {};
    if (!recipe.offsets) p.units[c].mean = 0;
    p.scored.push_back({column_loss(column.loss), column.column.levels.size()});
    model.columns.push_back(std::move(column));
  }
  number_features(p.scored);
  if (!recipe.scaled) share_units(p.units, model.columns);
  for (Units& units : p.units)
    if (!(units.deviation > 0)) units.deviation = 1;
  for (std::size_t c = 0; c < data.columns(); ++c) model.columns[c].scale = p.units[c].deviation;
  for (Id row = 0; row < p.cells.rows(); ++row)
    for (std::size_t c = 0; c < data.columns(); ++c) p.cells[row][c] = p.units[c].scored(p.cells[row][c]);
  return p;
}

// The cells as they were, but for rounding.
Table given_back(Prepared p) {
  for (Id row = 0; row < p.cells.rows(); ++row)
    for (std::size_t c = 0; c < p.units.size(); ++c) p.cells[row][c] = p.units[c].cell(p.cells[row][c]);
  return std::move(p.cells);
}

// The best constant scores by column, in the model's units.
void set_constants(TableModel& model, const Prepared& p, const Table* weights, Pool& pool) {
  std::vector<ScoredColumn> scored = p.scored;
  const std::vector<float> offset = fit_constants(scored, p.cells, weights, pool);
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

TableModel train_factors(TableData& data, const Options& options, double tolerance) {
  const Recipe recipe = recipe_of(options);
  Pool pool(std::size_t(options.threads));
  if (recipe.any_kind) check_losses(data, options);
  TableModel model;
  model.kind = options.model;
  model.data["solver"] = "als";
  Prepared p = prepare(data, recipe, options, model);
  const Table* weights = data.weighted() ? &data.weights : nullptr;
  if (recipe.scaled && recipe.any_kind) scale_columns(p.scored, p.cells, weights, pool);
  set_constants(model, p, weights, pool);
  take(fit_low_rank(p.cells, weights, p.scored, rule_of(recipe, options, tolerance), pool), p.units, model);
  model.row_penalty = recipe.rows.kind;
  // Of both ridges together where the singular form takes the size off the features.
  const double other = recipe.singular ? options.item_factor : options.user_factor;
  model.row_strength = options.strength * std::sqrt(options.user_factor * other);
  if (recipe.singular) to_singular_form(model, recipe.offsets);
  if (options.model == "soft-impute") drop_empty(model);
  data.frame.cells = given_back(std::move(p));
  measure(model, data.frame.cells);
  return model;
}

}  // namespace kinfold
