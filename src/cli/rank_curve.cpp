#include "cli/rank_curve.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "plot/line_plot.h"

namespace kinfold::app {
namespace {

const RankPoint& best_point(const RankCurve& curve) {
  return *std::ranges::min_element(curve.points, {}, &RankPoint::relative_loss);
}

// Whether the loss of some rank is significantly below that of the column constants.
bool beats_baseline(const RankCurve& curve) {
  return std::ranges::any_of(curve.points,
                             [](const RankPoint& p) { return std::isnan(p.high) ? p.relative_loss < 1 : p.high < 1; });
}

std::string parallel_text(const RankCurve& curve) {
  if (curve.parallel_analysis_rank < 0) return "";
  return fmt::format("parallel analysis: {} {} above the random level\n", curve.parallel_analysis_rank,
                     curve.parallel_analysis_rank == 1 ? "component is" : "components are");
}

// Coordinates in the plot. The ranks are evenly spaced. The y axis runs from 0 to slightly above 1, the relative loss
// of the column constants.
class RankAxes {
 public:
  static constexpr double kWidth = 640, kHeight = 360, kLeft = 60, kRight = 20, kTop = 48, kBottom = 56;

  explicit RankAxes(const RankCurve& curve) : num_ranks_(curve.points.size()) {
    for (const RankPoint& p : curve.points)
      if (std::isfinite(p.relative_loss)) high_ = std::clamp(p.relative_loss + 0.1, high_, 1.5);
  }
  double x(std::size_t index) const {
    return kLeft + (kWidth - kLeft - kRight) * (double(index) + 0.5) / double(num_ranks_);
  }
  double y(double value) const { return kTop + (kHeight - kTop - kBottom) * (1 - std::min(value / high_, 1.0)); }
  bool shows(double value) const { return value <= high_; }

 private:
  std::size_t num_ranks_;
  double high_ = 1.1;
};

std::string line(const char* style, double x1, double y1, double x2, double y2) {
  return fmt::format("<line {} x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>\n", style, x1, y1, x2, y2);
}

std::string text(const char* style, double x, double y, const std::string& content) {
  return fmt::format("<text {} x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", style, x, y, escape_xml(content));
}

std::string grid(const RankAxes& at) {
  constexpr double kEnd = RankAxes::kWidth - RankAxes::kRight;
  std::string svg;
  for (double tick = 0; at.shows(tick); tick += 0.25)
    svg += line("stroke=\"#ddd\"", RankAxes::kLeft, at.y(tick), kEnd, at.y(tick)) +
           text("text-anchor=\"end\" fill=\"#444\"", RankAxes::kLeft - 8, at.y(tick) + 4, fmt::format("{:.2f}", tick));
  return svg + line("stroke=\"#555\" stroke-dasharray=\"2 3\"", RankAxes::kLeft, at.y(1), kEnd, at.y(1)) +
         text("fill=\"#444\"", RankAxes::kLeft + 4, at.y(1) - 5, "column constants") +
         text("text-anchor=\"end\" fill=\"#444\"", kEnd, RankAxes::kHeight - 14, "rank");
}

std::string point(const RankAxes& at, const RankCurve& curve, std::size_t index) {
  const RankPoint& p = curve.points[index];
  const double x = at.x(index);
  std::string svg = text("text-anchor=\"middle\" fill=\"#444\"", x, RankAxes::kHeight - RankAxes::kBottom + 18,
                         std::to_string(p.rank));
  if (std::isfinite(p.low) && at.shows(p.low))
    svg += line("stroke=\"#1f5fa8\" stroke-width=\"1.5\"", x, at.y(p.low), x, at.y(p.high));
  const bool selected = p.rank == curve.selected_rank;
  if (at.shows(p.relative_loss))
    svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" fill=\"{}\"/>\n", x, at.y(p.relative_loss),
                       selected ? 6 : 3.5, selected ? "#b3541e" : "#1f5fa8");
  if (selected)
    svg +=
        line("stroke=\"#b3541e\" stroke-dasharray=\"4 3\"", x, RankAxes::kTop, x,
             RankAxes::kHeight - RankAxes::kBottom) +
        text("fill=\"#b3541e\"", x + 5, RankAxes::kHeight - RankAxes::kBottom - 6, fmt::format("selected: {}", p.rank));
  return svg;
}

}  // namespace

std::string rank_text(const TableModel& model) {
  const RankCurve& curve = model.rank_curve;
  if (curve.points.empty()) return parallel_text(curve);
  std::string result = fmt::format("{:>6} {:>9}  95 % interval\n", "rank", "loss");
  for (const RankPoint& p : curve.points)
    result += fmt::format("{}{:>5} {:>9.4f}  [{:.4f}, {:.4f}]\n", p.rank == curve.selected_rank ? '>' : ' ', p.rank,
                          p.relative_loss, p.low, p.high);
  result += fmt::format("loss relative to the column constants, on {} held-out cells\n", format_count(curve.held_out));
  if (const std::size_t best = best_point(curve).rank; best != curve.selected_rank)
    result +=
        fmt::format("rank {} is the smallest within one standard error of the best, {}\n", curve.selected_rank, best);
  return result + parallel_text(curve);
}

Json rank_json(const TableModel& model) {
  const RankCurve& curve = model.rank_curve;
  if (curve.points.empty()) return nullptr;
  Json points = Json::array();
  for (const RankPoint& p : curve.points)
    points.push_back({{"rank", p.rank},
                      {"relative_loss", json_of(p.relative_loss)},
                      {"low", json_of(p.low)},
                      {"high", json_of(p.high)}});
  return {{"selected_rank", curve.selected_rank},
          {"beats_baseline", beats_baseline(curve)},
          {"rows", curve.rows},
          {"held_out", curve.held_out},
          {"parallel_analysis", curve.parallel_analysis_rank < 0 ? Json(nullptr) : Json(curve.parallel_analysis_rank)},
          {"points", points}};
}

std::string svg_rank_curve(const TableModel& model) {
  const RankCurve& curve = model.rank_curve;
  if (curve.points.empty()) throw Error("the model has no rank selection", "--kind rank", "train it with --rank auto");
  const RankAxes at(curve);
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" "
      "font-family=\"sans-serif\" font-size=\"12\">\n<title>{2}</title>\n<rect width=\"100%\" height=\"100%\" "
      "fill=\"white\"/>\n<text x=\"{3}\" y=\"24\" font-size=\"15\" font-weight=\"bold\">{2}</text>\n",
      RankAxes::kWidth, RankAxes::kHeight, "Relative loss on held-out cells by rank", RankAxes::kLeft);
  svg += grid(at);
  for (std::size_t index = 0; index < curve.points.size(); ++index) svg += point(at, curve, index);
  return svg + "</svg>\n";
}

void note_rank_curve(Call& call, const TableModel& model) {
  const RankCurve& curve = model.rank_curve;
  if (curve.points.empty()) return;
  if (curve.rows < model.rows.rows())
    call.warn(fmt::format("the rank was selected on a random sample of {} of {} rows", format_count(curve.rows),
                          format_count(model.rows.rows())));
  if (!beats_baseline(curve))
    call.warn(
        "no rank predicts the held-out cells significantly better than the column constants: the columns may be "
        "independent");
}

}  // namespace kinfold::app
