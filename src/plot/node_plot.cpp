#include "plot/node_plot.h"

#include <fmt/format.h>

#include <algorithm>

#include "plot/graph_plot.h"
#include "plot/palette.h"
#include "plot/principal_axes.h"

namespace kinfold::app {
namespace {

constexpr const char* kUnlabeledFill = "#cfcfcf";

struct PredictedLabels {
  std::vector<std::string> labels;
  std::vector<float> probabilities;
};

PredictedLabels predict_labels(const NodeModel& model) {
  Matrix probabilities = model.scores;
  to_probabilities(probabilities, model.multi_label);
  PredictedLabels predicted;
  for (Id node = 0; node < model.nodes.size(); ++node) {
    predicted.labels.push_back(predicted_label(model, probabilities.row(node)));
    predicted.probabilities.push_back(std::ranges::max(probabilities.row(node)));
  }
  return predicted;
}

// The training labels of each node, joined by "|"; empty for nodes without a label.
std::vector<std::string> joined_labels(const NodeModel& model) {
  std::vector<std::string> train_labels(model.nodes.size());
  for (const NodeLabel& label : model.training_labels)
    train_labels[label.node] +=
        (train_labels[label.node].empty() ? "" : "|") + std::string(model.classes[label.class_id]);
  return train_labels;
}

Palette palette_of(const PredictedLabels& predicted, const std::vector<std::string>& train_labels) {
  std::vector<std::string> labels = predicted.labels;
  std::ranges::copy_if(train_labels, std::back_inserter(labels),
                       [](const std::string& label) { return !label.empty(); });
  return Palette(labels);
}

GraphPanel training_panel(const NodeModel& model, const std::vector<std::string>& train_labels,
                          const Palette& palette) {
  GraphPanel panel{
      fmt::format("{} training label{}", model.training_labels.size(), model.training_labels.size() == 1 ? "" : "s"),
      {},
      {}};
  for (Id node = 0; node < train_labels.size(); ++node) {
    const bool has = !train_labels[node].empty();
    panel.fills.push_back(has ? fmt::format("c{}", palette[train_labels[node]]) : kUnlabeledFill);
    panel.names.push_back(fmt::format("{}: {}", model.nodes[node], has ? train_labels[node] : "no training label"));
  }
  return panel;
}

std::string node_title(const NodeModel& model, const PredictedLabels& predicted, Id node) {
  return fmt::format("{}: {}, {:.3f}", model.nodes[node],
                     predicted.labels[node].empty() ? "(none)" : predicted.labels[node], predicted.probabilities[node]);
}

GraphPanel predicted_panel(const NodeModel& model, const PredictedLabels& predicted, const Palette& palette) {
  GraphPanel panel{fmt::format("predicted by {}", model.kind), {}, {}};
  for (Id node = 0; node < predicted.labels.size(); ++node) {
    panel.fills.push_back(fmt::format("c{}", palette[predicted.labels[node]]));
    panel.names.push_back(node_title(model, predicted, node));
  }
  return panel;
}

}  // namespace

std::string predicted_label(const NodeModel& model, std::span<const float> probabilities) {
  if (!model.multi_label)
    return std::string(model.classes[Id(std::ranges::max_element(probabilities) - probabilities.begin())]);
  std::string text;
  for (Id c = 0; c < probabilities.size(); ++c)
    if (probabilities[c] > 0.5f) text += (text.empty() ? "" : "|") + std::string(model.classes[c]);
  return text;
}

std::string svg_node_labels(const NodeModel& model, const std::string& title) {
  const PredictedLabels predicted = predict_labels(model);
  const std::vector<std::string> train_labels = joined_labels(model);
  const Palette palette = palette_of(predicted, train_labels);
  GraphPlot plot;
  plot.title = title;
  for (const Triple& link : model.links)
    if (link.head != link.tail) plot.links.emplace_back(link.head, link.tail);
  plot.at = layout(model.nodes.size(), plot.links);
  plot.panels = {training_panel(model, train_labels, palette), predicted_panel(model, predicted, palette)};
  for (std::size_t c = 0; c < palette.names().size(); ++c)
    plot.legend.emplace_back(fmt::format("c{}", c), palette.names()[c]);
  if (std::ranges::find(train_labels, std::string()) != train_labels.end())
    plot.legend.emplace_back(kUnlabeledFill, "no label");
  return svg_graph(plot);
}

std::string svg_node_embeddings(const NodeModel& model, const std::string& title) {
  const PredictedLabels predicted = predict_labels(model);
  ScatterPlot plot{title, principal_axes(model.hidden), predicted.labels, {}, {}};
  for (Id node = 0; node < model.nodes.size(); ++node) plot.names.push_back(node_title(model, predicted, node));
  return svg_scatter_plot(plot);
}

}  // namespace kinfold::app
