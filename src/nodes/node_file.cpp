#include "nodes/node_file.h"

#include <algorithm>
#include <cmath>

#include "store/json.h"
#include "store/metadata.h"
#include "store/texts.h"

namespace kinfold {
namespace {

using nlohmann::json;

static_assert(sizeof(Triple) == 3 * sizeof(Id) && sizeof(NodeLabel) == 2 * sizeof(Id), "rows are stored as ids");

template <class Row>
void add_rows(TensorWriter& file, const std::string& name, const std::vector<Row>& rows) {
  constexpr std::size_t kNumbers = sizeof(Row) / sizeof(Id);
  file.add(name, std::span(reinterpret_cast<const Id*>(rows.data()), kNumbers * rows.size()), {rows.size(), kNumbers});
}

template <class Row>
std::vector<Row> rows_of(const TensorReader& file, const std::string& name) {
  const std::vector<Id> numbers = file.get<Id>(name);
  if (numbers.size() % (sizeof(Row) / sizeof(Id)) != 0) file.damaged("'" + name + "' does not contain whole rows");
  std::vector<Row> rows(numbers.size() * sizeof(Id) / sizeof(Row));
  std::ranges::copy(numbers, reinterpret_cast<Id*>(rows.data()));
  return rows;
}

json spec_to_json(const NetworkSpec& s) {
  return {{"hidden_dim", s.hidden_dim},
          {"num_layers", s.num_layers},
          {"propagation_steps", s.propagation_steps},
          {"alpha", s.alpha},
          {"lambda", s.lambda},
          {"dropout", s.dropout},
          {"features", s.features},
          {"num_bases", s.num_bases},
          {"block_dim", s.block_dim},
          {"feature_dropout", s.feature_dropout},
          {"activation", s.activation}};
}

NetworkSpec spec_from_json(const json& description, const NodeModel& model) {
  NetworkSpec s;
  s.kind = model.kind;
  s.out = model.classes.size();
  s.relations = model.relations.size();
  s.num_bases = read_count(description.at("num_bases"));
  s.block_dim = read_count(description.at("block_dim"));
  s.features = read_count(description.at("features"));
  s.hidden_dim = read_count(description.at("hidden_dim"));
  s.num_layers = read_count(description.at("num_layers"));
  s.propagation_steps = read_count(description.at("propagation_steps"));
  s.alpha = description.at("alpha");
  s.lambda = description.at("lambda");
  s.dropout = description.at("dropout");
  s.feature_dropout = description.at("feature_dropout");
  s.activation = description.at("activation");
  return s;
}

bool is_valid_spec(const NetworkSpec& s) {
  return s.features > 0 && s.hidden_dim > 0 && s.hidden_dim <= (1 << 16) && s.out > 0 && s.num_layers > 0 &&
         s.num_layers <= 1000 && s.propagation_steps <= 1000 && s.num_bases <= 1000 && s.block_dim > 0 &&
         s.alpha >= 0 && s.alpha <= 1 && s.lambda >= 0 && std::isfinite(s.lambda);
}

void read_description(NodeModel& model, const TensorReader& file) {
  try {
    const json description = parse_json(file.metadata().at("model"));
    model.kind = description.at("kind");
    model.multi_label = description.at("multi_label");
    model.adjacency_options = {description.at("undirected"), description.at("add_self_loops"),
                               description.at("adjacency_normalization")};
    model.network_spec = spec_from_json(description.at("network"), model);
    model.feature_scale.by_row = description.at("row_normalize_features");
    model.best_epoch = read_count(description.at("best_epoch"));
    model.stop_reason = description.at("stop_reason");
    model.options = properties_from_json(description.at("options"));
    model.data = properties_from_json(description.at("data"));
    model.curve = curve_from_json(file.metadata().at("curve"));
    for (const std::string& name : description.at("baselines").get<std::vector<std::string>>())
      model.baselines.push_back({name, file.matrix("baseline." + name)});
  } catch (const std::exception&) {
    file.damaged("its model metadata is incomplete");
  }
  if (!is_valid_spec(model.network_spec)) file.damaged("its model metadata is invalid");
}

// A lower bound of the number of parameters of a network. It keeps a damaged file from allocating a huge network.
double min_parameter_count(const NetworkSpec& s) {
  const double hidden_dim = double(s.hidden_dim), num_layers = double(s.num_layers), features = double(s.features),
               out = double(s.out);
  if (s.kind == "sgc" || s.kind == "logistic" || (s.kind != "gcnii" && s.kind != "rgcn" && s.num_layers == 1))
    return features * out;
  if (s.kind == "rgcn")
    return features * hidden_dim +
           (num_layers - 1) * hidden_dim *
               (hidden_dim + (s.num_bases > 0 ? double(s.num_bases) * hidden_dim : double(s.block_dim)));
  return features * hidden_dim + (s.kind == "gcnii" ? num_layers : num_layers - 2) * hidden_dim * hidden_dim +
         hidden_dim * out;
}

// Reads the parameters and checks that they have the shapes of the network.
void read_parameters(NodeModel& model, const TensorReader& file) {
  double numbers = 0;
  while (file.has("parameter." + std::to_string(model.parameters.size()))) {
    model.parameters.push_back(file.matrix("parameter." + std::to_string(model.parameters.size())));
    numbers += double(model.parameters.back().rows()) * double(model.parameters.back().rank());
  }
  if (min_parameter_count(model.network_spec) > numbers) file.damaged("its weights do not fit its network");
  try {
    Network network(model.network_spec, 0);
    bool fits = network.parameters().size() == model.parameters.size();
    for (std::size_t p = 0; fits && p < model.parameters.size(); ++p) {
      const Matrix &expected = network.parameters()[p]->value, &read = model.parameters[p];
      fits = expected.rows() == read.rows() && expected.rank() == read.rank();
    }
    if (!fits) file.damaged("its weights do not fit its network");
  } catch (const UsageError& error) {
    file.damaged(error.problem());
  }
}

void read_features(NodeModel& model, const TensorReader& file) {
  if (!file.has("feature.value")) return;
  CsrMatrix& features = model.features;
  model.feature_names = read_strings(file, "feature.name");
  features.begin = file.get<std::uint64_t>("feature.begin");
  features.column = file.get<Id>("feature.column");
  features.value = file.get<float>("feature.value");
  features.columns = model.feature_names.size();
  model.feature_scale.shift = file.get<float>("feature.shift");
  model.feature_scale.scale = file.get<float>("feature.scale");
  const std::size_t shifts = model.feature_scale.shift.size();
  const bool fits = features.begin.size() == model.nodes.size() + 1 && features.begin.front() == 0 &&
                    std::ranges::is_sorted(features.begin) && features.begin.back() == features.column.size() &&
                    features.value.size() == features.column.size() &&
                    features.columns == model.network_spec.features && (shifts == 0 || shifts == features.columns) &&
                    shifts == model.feature_scale.scale.size() &&
                    std::ranges::all_of(features.column, [&](Id c) { return c < features.columns; });
  if (!fits) file.damaged("its features do not fit its nodes");
}

void check_shapes(const NodeModel& model, const TensorReader& file) {
  const std::size_t nodes = model.nodes.size(), classes = model.classes.size();
  const auto has_score_shape = [&](const Matrix& t) { return t.rows() == nodes && t.rank() == classes; };
  bool fits = model.network_spec.features == (model.has_features() ? model.feature_names.size() : nodes) &&
              has_score_shape(model.scores) && model.hidden.rows() == nodes &&
              (model.link_weights.empty() || model.link_weights.size() == model.links.size());
  for (const NodeModel::Baseline& baseline : model.baselines) fits = fits && has_score_shape(baseline.scores);
  for (const Triple& t : model.links)
    fits = fits && t.head < nodes && t.tail < nodes && t.relation < model.relations.size();
  for (const auto* labels : {&model.training_labels, &model.validation_rows})
    for (const NodeLabel& label : *labels) fits = fits && label.node < nodes && label.class_id < classes;
  if (!fits) file.damaged("the shapes of its tensors do not fit its names");
}

}  // namespace

void save(const NodeModel& model, const std::string& path) {
  TensorWriter file;
  for (std::size_t p = 0; p < model.parameters.size(); ++p)
    file.add("parameter." + std::to_string(p), model.parameters[p]);
  file.add("score", model.scores);
  file.add("hidden", model.hidden);
  add_ids(file, "node", model.nodes);
  add_ids(file, "class", model.classes);
  add_ids(file, "relation", model.relations);
  add_rows(file, "link", model.links);
  if (!model.link_weights.empty()) file.add("link.weight", std::span<const float>(model.link_weights));
  add_rows(file, "label", model.training_labels);
  add_rows(file, "label.validation", model.validation_rows);
  const StringList names(model.feature_names);
  if (model.has_features()) {
    names.add_to(file, "feature.name");
    file.add("feature.begin", std::span<const std::uint64_t>(model.features.begin));
    file.add("feature.column", std::span<const Id>(model.features.column));
    file.add("feature.value", std::span<const float>(model.features.value));
    file.add("feature.shift", std::span<const float>(model.feature_scale.shift));
    file.add("feature.scale", std::span<const float>(model.feature_scale.scale));
  }
  json baselines = json::array();
  for (const NodeModel::Baseline& baseline : model.baselines) {
    file.add("baseline." + baseline.name, baseline.scores);
    baselines.push_back(baseline.name);
  }
  const json description = {{"task", "nodes"},
                            {"kind", model.kind},
                            {"multi_label", model.multi_label},
                            {"undirected", model.adjacency_options.undirected},
                            {"add_self_loops", model.adjacency_options.add_self_loops},
                            {"adjacency_normalization", model.adjacency_options.normalization},
                            {"network", spec_to_json(model.network_spec)},
                            {"row_normalize_features", model.feature_scale.by_row},
                            {"baselines", baselines},
                            {"best_epoch", model.best_epoch},
                            {"stop_reason", model.stop_reason},
                            {"options", properties_to_json(model.options)},
                            {"data", properties_to_json(model.data)}};
  file.write(path, metadata_of(dump_json(description), model.curve));
}

bool is_node_model(const TensorReader& file) { return task_of(file) == "nodes"; }

NodeModel load_nodes(const TensorReader& file) {
  NodeModel model;
  model.nodes = read_ids(file, "node");
  model.classes = read_ids(file, "class");
  model.relations = read_ids(file, "relation");
  read_description(model, file);
  read_parameters(model, file);
  read_features(model, file);
  model.scores = file.matrix("score");
  model.hidden = file.matrix("hidden");
  model.links = rows_of<Triple>(file, "link");
  if (file.has("link.weight")) model.link_weights = file.get<float>("link.weight");
  model.training_labels = rows_of<NodeLabel>(file, "label");
  model.validation_rows = rows_of<NodeLabel>(file, "label.validation");
  check_shapes(model, file);
  return model;
}

}  // namespace kinfold
