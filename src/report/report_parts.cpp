#include "report/report_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "plot/line_plot.h"
#include "plot/principal_axes.h"
#include "report/format.h"

namespace kinfold::app {

std::string number(double x) { return std::isnan(x) ? "" : fmt::format("{:.4f}", x); }

std::vector<std::string> row_of(const std::string& name, const Metric& metric) {
  return {name, number(metric.value), number(metric.low), number(metric.high)};
}

void add_metrics(Page& page, const std::string& caption, const std::map<std::string, Metric>& metrics) {
  TableRows rows;
  for (const auto& [name, metric] : metrics) rows.push_back(row_of(name, metric));
  page.table(caption, {"metric", "value", "95 % CI low", "95 % CI high"}, rows);
}

void add_curve(Page& page, const std::vector<CurvePoint>& curve, std::size_t best, const std::string& metric) {
  if (curve.empty()) return;
  LineSeries loss{"mean training loss", {}}, validation{"validation " + metric, {}};
  for (const CurvePoint& point : curve) loss.y.push_back(point.loss), validation.y.push_back(point.validation);
  std::vector<LineSeries> lines = {loss};
  if (std::ranges::any_of(validation.y, [](double y) { return std::isfinite(y); })) lines.push_back(validation);
  page.section("Training");
  page.figure(svg_plot("Learning curve", "epoch", lines, best, fmt::format("best epoch: {}", best)),
              fmt::format("{} epochs; the model has the parameters of epoch {}", curve.size(), best));
}

void add_properties(Page& page, const Properties& data, const Properties& options) {
  page.section("Data and options");
  TableRows data_rows, option_rows;
  for (const auto& [name, value] : data) data_rows.push_back({name, property_text(value)});
  for (const auto& [name, value] : options) option_rows.push_back({"--" + name, property_text(value)});
  page.table("training data", {"property", "value"}, data_rows);
  page.table("options", {"option", "value"}, option_rows);
}

void add_map(Page& page, const std::string& what, const Matrix& rows, std::vector<std::string> names,
             std::vector<std::string> labels) {
  if (rows.rows() < 3) return;
  page.section("Map");
  const auto axes = principal_axes(rows);
  page.figure(
      svg_scatter_plot({"Embeddings of " + what, axes, std::move(labels), std::move(names), {}}),
      fmt::format("the first two principal components of the embeddings of {} {}; hover over a point to see its "
                  "name",
                  format_count(rows.rows()), what));
}

void add_slices(Page& page, const std::string& caption, const std::string& key, const std::vector<Slice>& slices,
                SliceChart chart_kind, const std::function<std::string(double)>& format_bound) {
  if (slices.size() < 2) return;
  TableRows rows;
  BarChart chart{caption, chart_kind == SliceChart::kResiduals ? key + ", from" : key, {}, {}};
  if (chart_kind == SliceChart::kErrors) chart.series = {{"rmse", {}, {}, {}}};
  if (chart_kind == SliceChart::kResiduals) chart.series = {{"mean of predicted - actual", {}, {}, {}}};
  if (chart_kind == SliceChart::kCalibration)
    chart.series = {{"mean predicted", {}, {}, {}}, {"mean actual", {}, {}, {}}};
  for (const Slice& s : slices) {
    const std::string bounds =
        s.low == s.high ? format_bound(s.low) : format_bound(s.low) + " to " + format_bound(s.high);
    rows.push_back({bounds, format_count(s.rows), number(s.rmse), number(s.predicted), number(s.actual)});
    chart.groups.push_back(chart_kind == SliceChart::kResiduals ? format_bound(s.low) : bounds);
    if (chart_kind == SliceChart::kErrors) chart.series[0].values.push_back(s.rmse);
    if (chart_kind == SliceChart::kResiduals) chart.series[0].values.push_back(s.predicted - s.actual);
    if (chart_kind != SliceChart::kCalibration) continue;
    chart.series[0].values.push_back(s.predicted);
    chart.series[1].values.push_back(s.actual);
  }
  page.figure(
      svg_bars(chart),
      "up to ten slices of about equal size; rows with equal keys share a slice; the table has the same numbers");
  page.table(caption, {key, "rows", "rmse", "mean predicted", "mean actual"}, rows);
}

}  // namespace kinfold::app
