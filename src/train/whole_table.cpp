#include "train/whole_table.h"

#include <cmath>

#include "loss/point.h"
#include "solver/divergence.h"
#include "train/recipe.h"
#include "train/table_operator.h"

namespace kinfold {
namespace {

CoordinateRule rule_of(const Recipe& recipe, const Options& options) {
  CoordinateRule rule;
  rule.rank = std::size_t(options.rank);
  rule.rows = recipe.rows;
  rule.columns = recipe.columns;
  rule.epochs = std::size_t(options.epochs);
  rule.starts = std::size_t(options.starts);
  rule.seed = options.seed;
  return rule;
}

void describe_columns(TableModel& model, const TableOperator& t, const TableData& data,
                      const std::vector<double>& left) {
  const double rows = double(t.op->rows());
  for (Id c = 0; c < left.size(); ++c) {
    ModelColumn column{data.frame.columns[c]};
    column.first = c;
    column.known = t.op->rows();
    column.scale = 1 / t.factor(c);
    model.squares += t.squares(c);
    model.left += left[c];
    model.offset.push_back(float(t.mean(c) * t.factor(c)));
    column.constant = {float(t.facts.mean[c] * t.factor(c))};
    model.columns.push_back(std::move(column));
  }
  for (Id c = 0; c < left.size(); ++c)
    model.columns[c].noise = model.columns[c].scale * std::sqrt(left[c] / rows / model.free_share());
}

}  // namespace

std::optional<TableModel> train_whole(const TableData& data, const Options& options) {
  const Recipe recipe = recipe_of(options);
  if (recipe.singular) return std::nullopt;
  Pool pool(std::size_t(options.threads));
  const TableOperator t = table_operator(data, recipe.offsets, recipe.scaled ? Scale::kEach : Scale::kShared, pool);
  if (!t.whole()) return std::nullopt;
  std::vector<double> squares(t.op->columns());
  for (std::size_t c = 0; c < squares.size(); ++c) squares[c] = t.squares(c);
  const bool squared = recipe.loss == Squared::name;
  WholeFactors fitted = (squared ? fit_whole : fit_divergence)(*t.op, squares, rule_of(recipe, options), pool);
  TableModel model;
  model.kind = options.model;
  model.rows = std::move(fitted.rows);
  model.features = std::move(fitted.columns);
  model.curve = std::move(fitted.objective);
  model.row_penalty = recipe.rows.kind;
  model.row_strength = recipe.rows.strength;
  model.data["solver"] = "descent";
  describe_columns(model, t, data, fitted.left);
  for (ModelColumn& column : model.columns) column.loss = recipe.loss;
  return model;
}

}  // namespace kinfold
