#include "plot/node_plot.h"

#include <fmt/format.h>

#include <algorithm>

#include "plot/graph_plot.h"
#include "plot/palette.h"
#include "plot/principal_axes.h"

namespace kinfold::app {
namespace {

constexpr const char* kUnknown = "#cfcfcf";

struct Told {
  std::vector<std::string> labels;
  std::vector<float> chances;
};

Told told_by(const NodeModel& model) {
  Matrix chances = model.scores;
  to_probabilities(chances, model.multi_label);
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
  for (const NodeLabel& label : model.training_labels)
    known[label.node] += (known[label.node].empty() ? "" : "|") + std::string(model.classes[label.class_id]);
  return known;
}

Palette palette_of(const Told& told, const std::vector<std::string>& known) {
  std::vector<std::string> labels = told.labels;
  std::ranges::copy_if(known, std::back_inserter(labels), [](const std::string& label) { return !label.empty(); });
  return Palette(labels);
}

GraphPanel known_panel(const NodeModel& model, const std::vector<std::string>& known, const Palette& palette) {
  GraphPanel panel{
      fmt::format("{} known label{}", model.training_labels.size(), model.training_labels.size() == 1 ? "" : "s"),
      {},
      {}};
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

}  // namespace

std::string told_label(const NodeModel& model, std::span<const float> chances) {
  if (!model.multi_label) return std::string(model.classes[Id(std::ranges::max_element(chances) - chances.begin())]);
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
