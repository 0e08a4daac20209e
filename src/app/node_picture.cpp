#include "app/node_picture.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/cloud.h"
#include "app/graph_picture.h"
#include "app/palette.h"
#include "core/eigenpairs.h"

namespace kinfold::app {
namespace {

constexpr const char* kUnknown = "#cfcfcf";

struct Told {
  std::vector<std::string> labels;
  std::vector<float> chances;
};

Told told_by(const NodeModel& model) {
  Table chances = model.scores;
  to_chances(chances, model.several);
  Told told;
  for (Id node = 0; node < model.nodes.size(); ++node) {
    told.labels.push_back(told_label(model, chances.row(node)));
    told.chances.push_back(std::ranges::max(chances.row(node)));
  }
  return told;
}

// Of the labels of training; nothing where there is none.
std::vector<std::string> known_labels(const NodeModel& model) {
  std::vector<std::string> known(model.nodes.size());
  for (const NodeLabel& label : model.trained)
    known[label.node] += (known[label.node].empty() ? "" : "|") + std::string(model.classes[label.kind]);
  return known;
}

Palette palette_of(const Told& told, const std::vector<std::string>& known) {
  std::vector<std::string> labels = told.labels;
  std::ranges::copy_if(known, std::back_inserter(labels), [](const std::string& label) { return !label.empty(); });
  return Palette(labels);
}

GraphPanel known_panel(const NodeModel& model, const std::vector<std::string>& known, const Palette& palette) {
  GraphPanel panel{fmt::format("{} known label{}", model.trained.size(), model.trained.size() == 1 ? "" : "s"), {}, {}};
  for (Id node = 0; node < known.size(); ++node) {
    const bool has = !known[node].empty();
    panel.fills.push_back(has ? fmt::format("c{}", palette[known[node]]) : kUnknown);
    panel.names.push_back(fmt::format("{}: {}", model.nodes[node], has ? known[node] : "no label known"));
  }
  return panel;
}

std::string told_name(const NodeModel& model, const Told& told, Id node) {
  return fmt::format("{}: {}, {:.3f}", model.nodes[node], told.labels[node].empty() ? "(none)" : told.labels[node],
                     told.chances[node]);
}

GraphPanel told_panel(const NodeModel& model, const Told& told, const Palette& palette) {
  GraphPanel panel{fmt::format("told by {}", model.kind), {}, {}};
  for (Id node = 0; node < told.labels.size(); ++node) {
    panel.fills.push_back(fmt::format("c{}", palette[told.labels[node]]));
    panel.names.push_back(told_name(model, told, node));
  }
  return panel;
}

// Products of each two columns, about their means.
std::vector<double> scatter_of(const Table& rows, const std::vector<double>& mean) {
  const std::size_t width = rows.rank();
  std::vector<double> products(width * width);
  for (Id node = 0; node < rows.rows(); ++node)
    for (std::size_t k = 0; k < width; ++k)
      for (std::size_t l = k; l < width; ++l)
        products[k * width + l] += (rows[node][k] - mean[k]) * (rows[node][l] - mean[l]);
  return products;
}

std::vector<double> means_of(const Table& rows) {
  std::vector<double> mean(rows.rank());
  for (Id node = 0; node < rows.rows(); ++node)
    for (std::size_t k = 0; k < rows.rank(); ++k) mean[k] += rows[node][k] / double(rows.rows());
  return mean;
}

// The two directions of greatest variance; one of no length where there is one number alone. Their signs are such that
// the greatest number of each is positive.
std::vector<CloudAxis> main_axes(const Table& rows) {
  const std::size_t width = rows.rank();
  const std::vector<double> mean = means_of(rows);
  const Eigenpairs pairs = eigenpairs(scatter_of(rows, mean), width);
  double sum = 0;
  for (const double value : pairs.values) sum += std::max(value, 0.0);
  std::vector<CloudAxis> axes(2);
  for (std::size_t a = 0; a < 2; ++a) {
    axes[a] = {fmt::format("direction {}", a + 1), std::vector<double>(rows.rows()), {}};
    if (a >= width) continue;
    const double* const direction = pairs.vectors.data() + (width - 1 - a) * width;
    const auto by_size = [](double x, double y) { return std::abs(x) < std::abs(y); };
    const double sign = *std::max_element(direction, direction + width, by_size) < 0 ? -1 : 1;
    if (sum > 0) axes[a].name += fmt::format(": {:.1f} % of the squares", 100 * pairs.values[width - 1 - a] / sum);
    for (Id node = 0; node < rows.rows(); ++node)
      for (std::size_t k = 0; k < width; ++k) axes[a].at[node] += sign * direction[k] * (rows[node][k] - mean[k]);
  }
  return axes;
}

}  // namespace

std::string told_label(const NodeModel& model, std::span<const float> chances) {
  if (!model.several) return std::string(model.classes[Id(std::ranges::max_element(chances) - chances.begin())]);
  std::string text;
  for (Id c = 0; c < chances.size(); ++c)
    if (chances[c] > 0.5f) text += (text.empty() ? "" : "|") + std::string(model.classes[c]);
  return text;
}

std::string svg_labels(const NodeModel& model, const std::string& title) {
  const Told told = told_by(model);
  const std::vector<std::string> known = known_labels(model);
  const Palette palette = palette_of(told, known);
  GraphPicture picture;
  picture.title = title;
  for (const Triple& link : model.links)
    if (link.head != link.tail) picture.links.emplace_back(link.head, link.tail);
  picture.at = layout(model.nodes.size(), picture.links);
  picture.panels = {known_panel(model, known, palette), told_panel(model, told, palette)};
  for (std::size_t c = 0; c < palette.names().size(); ++c)
    picture.legend.emplace_back(fmt::format("c{}", c), palette.names()[c]);
  if (std::ranges::find(known, std::string()) != known.end()) picture.legend.emplace_back(kUnknown, "not known");
  return svg_graph(picture);
}

std::string svg_hidden(const NodeModel& model, const std::string& title) {
  const Told told = told_by(model);
  Cloud cloud{title, main_axes(model.hidden), told.labels, {}, {}};
  for (Id node = 0; node < model.nodes.size(); ++node) cloud.names.push_back(told_name(model, told, node));
  return svg_cloud(cloud);
}

}  // namespace kinfold::app
