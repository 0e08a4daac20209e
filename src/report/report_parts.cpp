#include "report/report_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/call.h"
#include "plot/line_plot.h"
#include "plot/principal_axes.h"

namespace kinfold::app {

std::string number(double x) { return std::isnan(x) ? "" : fmt::format("{:.4f}", x); }

std::vector<std::string> row_of(const std::string& name, const Metric& metric) {
  return {name, number(metric.value), number(metric.low), number(metric.high)};
}

void add_metrics(Page& page, const std::string& caption, const std::map<std::string, Metric>& metrics) {
  Rows rows;
  for (const auto& [name, metric] : metrics) rows.push_back(row_of(name, metric));
  page.table(caption, {"metric", "value", "95 % from", "to"}, rows);
}

void add_curve(Page& page, const std::vector<CurvePoint>& curve, std::size_t best, const std::string& metric) {
  if (curve.empty()) return;
  Line loss{"mean training loss", {}}, validation{"validation " + metric, {}};
  for (const CurvePoint& point : curve) loss.y.push_back(point.loss), validation.y.push_back(point.validation);
  std::vector<Line> lines = {loss};
  if (std::ranges::any_of(validation.y, [](double y) { return std::isfinite(y); })) lines.push_back(validation);
  page.section("Learning");
  page.figure(svg_plot("Learning curve", "epoch", lines, best, fmt::format("kept: epoch {}", best)),
              fmt::format("{} epochs; the model is that of epoch {}", curve.size(), best));
}

void add_facts(Page& page, const Facts& data, const Facts& options) {
  page.section("Data and options");
  Rows facts, chosen;
  for (const auto& [name, value] : data) facts.push_back({name, value});
  for (const auto& [name, value] : options)
    if (!value.empty()) chosen.push_back({"--" + name, value});
  page.table("what the model was learned from", {"fact", "value"}, facts);
  page.table("options", {"option", "value"}, chosen);
}

void add_map(Page& page, const std::string& what, const Matrix& rows, std::vector<std::string> names,
             std::vector<std::string> labels) {
  if (rows.rows() < 3) return;
  page.section("Map");
  const auto axes = main_axes(rows);
  page.figure(svg_cloud({"Vectors of " + what, axes, std::move(labels), std::move(names), {}}),
              fmt::format("{} {} on the two directions in which their vectors vary most; a pointer that rests on a "
                          "point shows its name",
                          grouped(rows.rows()), what));
}

void add_slices(Page& page, const std::string& caption, const std::string& key, const std::vector<Slice>& slices,
                Slices drawn, const std::function<std::string(double)>& shown) {
  if (slices.size() < 2) return;
  Rows rows;
  BarChart chart{caption, drawn == Slices::kResiduals ? key + ", from" : key, {}, {}};
  if (drawn == Slices::kErrors) chart.series = {{"rmse", {}, {}, {}}};
  if (drawn == Slices::kResiduals) chart.series = {{"mean of predicted - actual", {}, {}, {}}};
  if (drawn == Slices::kCalibration) chart.series = {{"mean predicted", {}, {}, {}}, {"mean actual", {}, {}, {}}};
  for (const Slice& s : slices) {
    const std::string bounds = s.low == s.high ? shown(s.low) : shown(s.low) + " to " + shown(s.high);
    rows.push_back({bounds, grouped(s.rows), number(s.rmse), number(s.predicted), number(s.actual)});
    chart.groups.push_back(drawn == Slices::kResiduals ? shown(s.low) : bounds);
    if (drawn == Slices::kErrors) chart.series[0].values.push_back(s.rmse);
    if (drawn == Slices::kResiduals) chart.series[0].values.push_back(s.predicted - s.actual);
    if (drawn != Slices::kCalibration) continue;
    chart.series[0].values.push_back(s.predicted);
    chart.series[1].values.push_back(s.actual);
  }
  page.figure(svg_bars(chart), "up to ten slices, as even as whole values allow; the table has the same numbers");
  page.table(caption, {key, "rows", "rmse", "mean predicted", "mean actual"}, rows);
}

}  // namespace kinfold::app
