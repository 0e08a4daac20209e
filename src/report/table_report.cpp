#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "plot/scatter_plot.h"
#include "report/report_pages.h"
#include "report/report_parts.h"

namespace kinfold::app {
namespace {

constexpr std::size_t kMaxBars = 16;

// The error of each column, and its ratio to the error of the column's constant; 1 is no better than the constant.
void add_columns(Page& page, const TableModel& model, const CellReport& report) {
  TableRows rows;
  BarChart chart{"Error by column, relative to a constant prediction", "", {}, {{"model / constant", {}, {}, {}}}};
  for (const ColumnErrors& errors : report.columns) {
    const FrameColumn& column = model.columns[errors.column].column;
    const double ratio = errors.model / errors.constant;
    rows.push_back({column.name, error_name(column.kind), format_count(errors.cells), number(errors.model),
                    number(errors.constant), number(ratio)});
    if (chart.groups.size() == kMaxBars) continue;
    chart.groups.push_back(column.name);
    chart.series[0].values.push_back(ratio);
  }
  page.section("By column");
  page.figure(svg_bars(chart), report.columns.size() > kMaxBars
                                   ? fmt::format("the first {} columns", kMaxBars)
                                   : "below 1, the model is better than the column's constant");
  page.table("held-out cells by column", {"column", "error", "cells", "model", "constant", "model / constant"}, rows);
}

void add_components(Page& page, const TableModel& model) {
  if (model.values.empty()) return;
  std::vector<double> ratios;
  TableRows rows;
  double sum = 0;
  for (std::size_t k = 0; k < model.values.size(); ++k) {
    ratios.push_back(model.explained_variance_ratio(k));
    sum += model.explained_variance_ratio(k);
    rows.push_back({std::to_string(k + 1), number(model.explained_variance_ratio(k)), number(sum)});
  }
  page.section("Components");
  page.figure(svg_explained_variance("Explained variance by component", ratios),
              "fraction of the variance that each component explains; the line is cumulative");
  page.table("components", {"component", "explained variance ratio", "cumulative"}, rows);
}

void add_row_map(Page& page, const TableModel& model) {
  const std::size_t num_shown = std::min(model.rows.rows(), kMaxMapPoints);
  Matrix rows(num_shown, model.rank());
  std::vector<std::string> names, labels;
  for (Id n = 0; n < num_shown; ++n) {
    std::ranges::copy(model.rows.row(n), rows[n]);
    names.push_back(model.row_name(n));
    if (!model.labels.empty()) labels.push_back(model.labels[n]);
  }
  add_map(page, num_shown < model.rows.rows() ? "the first rows" : "rows", rows, std::move(names), std::move(labels));
}

}  // namespace

void table_page(Page& page, const TableModel& model, const HeldOutReport& held_out) {
  const CellReport& report = held_out.cells;
  page.section("Metrics");
  page.text(held_out.protocol);
  page.table("loss relative to the columns' constants; 1 is no better than the constants",
             {"metric", "value", "95 % CI low", "95 % CI high"}, {row_of("relative_loss", report.relative_loss)});
  add_columns(page, model, report);
  add_components(page, model);
  if (!model.curve.empty()) {
    page.section("Training");
    page.figure(svg_plot("Learning curve", "epoch", {{"loss of the observed cells", model.curve}}, 0, ""),
                fmt::format("{} epochs", model.curve.size()));
  }
  add_row_map(page, model);
  add_properties(page, model.data, model.options);
}

}  // namespace kinfold::app
