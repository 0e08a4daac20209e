#include "store/node_file.h"

#include <algorithm>
#include <cmath>

#include "store/json.h"
#include "store/model_file.h"
#include "store/table_file.h"
#include "store/texts.h"

namespace kinfold {
namespace {

using nlohmann::json;

static_assert(sizeof(Triple) == 3 * sizeof(Id) && sizeof(NodeLabel) == 2 * sizeof(Id), "rows are stored as numbers");

template <class Row>
void add_rows(TensorWriter& file, const std::string& name, const std::vector<Row>& rows) {
  constexpr std::size_t kNumbers = sizeof(Row) / sizeof(Id);
  file.add(name, std::span(reinterpret_cast<const Id*>(rows.data()), kNumbers * rows.size()), {rows.size(), kNumbers});
}

template <class Row>
std::vector<Row> rows_of(const TensorReader& file, const std::string& name) {
  const std::vector<Id> numbers = file.get<Id>(name);
  if (numbers.size() % (sizeof(Row) / sizeof(Id)) != 0) file.damaged("'" + name + "' has half a row");
  std::vector<Row> rows(numbers.size() * sizeof(Id) / sizeof(Row));
  std::ranges::copy(numbers, reinterpret_cast<Id*>(rows.data()));
  return rows;
}

json about_shape(const NetworkShape& s) {
  return {{"width", s.width},          {"layers", s.layers},
          {"steps", s.steps},          {"teleport", s.teleport},
          {"lambda", s.lambda},        {"dropout", s.dropout},
          {"features", s.features},    {"bases", s.bases},
          {"block", s.block},          {"feature_dropout", s.feature_dropout},
          {"activation", s.activation}};
}

NetworkShape shape_from(const json& about, const NodeModel& model) {
  NetworkShape s;
  s.kind = model.kind;
  s.out = model.classes.size();
  s.relations = model.relations.size();
  s.bases = whole(about.at("bases"));
  s.block = whole(about.at("block"));
  s.features = whole(about.at("features"));
  s.width = whole(about.at("width"));
  s.layers = whole(about.at("layers"));
  s.steps = whole(about.at("steps"));
  s.teleport = about.at("teleport");
  s.lambda = about.at("lambda");
  s.dropout = about.at("dropout");
  s.feature_dropout = about.at("feature_dropout");
  s.activation = about.at("activation");
  return s;
}

bool sensible(const NetworkShape& s) {
  return s.features > 0 && s.width > 0 && s.width <= (1 << 16) && s.out > 0 && s.layers > 0 && s.layers <= 1000 &&
         s.steps <= 1000 && s.bases <= 1000 && s.block > 0 && s.teleport >= 0 && s.teleport <= 1 && s.lambda >= 0 &&
         std::isfinite(s.lambda);
}

void describe(NodeModel& model, const TensorReader& file) {
  try {
    const json about = parse_json(file.metadata().at("model"));
    model.kind = about.at("kind");
    model.several = about.at("several");
    model.rule = {about.at("undirected"), about.at("self_loops"), about.at("normalization")};
    model.shape = shape_from(about.at("shape"), model);
    model.feature_scale.by_row = about.at("features_by_row");
    model.best_epoch = whole(about.at("best_epoch"));
    model.stopped = about.at("stopped");
    model.options = about.at("options").get<std::map<std::string, std::string>>();
    model.data = about.at("data").get<std::map<std::string, std::string>>();
    model.curve = curve_from_json(file.metadata().at("curve"));
    for (const std::string& name : about.at("baselines").get<std::vector<std::string>>())
      model.baselines.push_back({name, file.table("baseline." + name)});
  } catch (const std::exception&) {
    file.damaged("its description of the model is incomplete");
  }
  if (!sensible(model.shape)) file.damaged("its description of the model is senseless");
}

// Numbers that a network of the shape has at the least: what claims more than a file holds must not be built.
double least_numbers(const NetworkShape& s) {
  const double width = double(s.width), layers = double(s.layers), features = double(s.features), out = double(s.out);
  if (s.kind == "sgc" || s.kind == "logistic" || (s.kind != "gcnii" && s.kind != "rgcn" && s.layers == 1))
    return features * out;
  if (s.kind == "rgcn")
    return features * width +
           (layers - 1) * width * (width + (s.bases > 0 ? double(s.bases) * width : double(s.block)));
  return features * width + (s.kind == "gcnii" ? layers : layers - 2) * width * width + width * out;
}

// A network of the shape has just these tables.
void read_parameters(NodeModel& model, const TensorReader& file) {
  double numbers = 0;
  while (file.has("parameter." + std::to_string(model.parameters.size()))) {
    model.parameters.push_back(file.table("parameter." + std::to_string(model.parameters.size())));
    numbers += double(model.parameters.back().rows()) * double(model.parameters.back().rank());
  }
  if (least_numbers(model.shape) > numbers) file.damaged("its weights do not fit its network");
  try {
    Network network(model.shape, 0);
    bool fits = network.parameters().size() == model.parameters.size();
    for (std::size_t p = 0; fits && p < model.parameters.size(); ++p) {
      const Table &own = network.parameters()[p]->value, &read = model.parameters[p];
      fits = own.rows() == read.rows() && own.rank() == read.rank();
    }
    if (!fits) file.damaged("its weights do not fit its network");
  } catch (const UsageError& error) {
    file.damaged(error.problem());
  }
}

void read_features(NodeModel& model, const TensorReader& file) {
  if (!file.has("feature.value")) return;
  Sparse& features = model.features;
  model.feature_names = texts(file, "feature.name");
  features.begin = file.get<std::uint64_t>("feature.begin");
  features.column = file.get<Id>("feature.column");
  features.value = file.get<float>("feature.value");
  features.columns = model.feature_names.size();
  model.feature_scale.shift = file.get<float>("feature.shift");
  model.feature_scale.scale = file.get<float>("feature.scale");
  const std::size_t shifts = model.feature_scale.shift.size();
  const bool fits = features.begin.size() == model.nodes.size() + 1 && features.begin.front() == 0 &&
                    std::ranges::is_sorted(features.begin) && features.begin.back() == features.column.size() &&
                    features.value.size() == features.column.size() && features.columns == model.shape.features &&
                    (shifts == 0 || shifts == features.columns) && shifts == model.feature_scale.scale.size() &&
                    std::ranges::all_of(features.column, [&](Id c) { return c < features.columns; });
  if (!fits) file.damaged("its features do not fit its nodes");
}

void check(const NodeModel& model, const TensorReader& file) {
  const std::size_t nodes = model.nodes.size(), classes = model.classes.size();
  const auto is_of_all = [&](const Table& t) { return t.rows() == nodes && t.rank() == classes; };
  bool fits = model.shape.features == (model.featured() ? model.feature_names.size() : nodes) &&
              is_of_all(model.scores) && model.hidden.rows() == nodes &&
              (model.link_weights.empty() || model.link_weights.size() == model.links.size());
  for (const NodeModel::Baseline& baseline : model.baselines) fits = fits && is_of_all(baseline.scores);
  for (const Triple& t : model.links)
    fits = fits && t.head < nodes && t.tail < nodes && t.relation < model.relations.size();
  for (const auto* labels : {&model.trained, &model.validated})
    for (const NodeLabel& label : *labels) fits = fits && label.node < nodes && label.kind < classes;
  if (!fits) file.damaged("its tables do not fit its names");
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
  add_rows(file, "label", model.trained);
  add_rows(file, "label.valid", model.validated);
  const Texts names(model.feature_names);
  if (model.featured()) {
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
  const json about = {{"task", "labels"},
                      {"kind", model.kind},
                      {"several", model.several},
                      {"undirected", model.rule.undirected},
                      {"self_loops", model.rule.self_loops},
                      {"normalization", model.rule.normalization},
                      {"shape", about_shape(model.shape)},
                      {"features_by_row", model.feature_scale.by_row},
                      {"baselines", baselines},
                      {"best_epoch", model.best_epoch},
                      {"stopped", model.stopped},
                      {"options", model.options},
                      {"data", model.data}};
  file.write(path, metadata_of(dump_json(about), model.curve));
}

bool is_node_model(const TensorReader& file) { return task_of(file) == "labels"; }

NodeModel load_nodes(const TensorReader& file) {
  NodeModel model;
  model.nodes = read_ids(file, "node");
  model.classes = read_ids(file, "class");
  model.relations = read_ids(file, "relation");
  describe(model, file);
  read_parameters(model, file);
  read_features(model, file);
  model.scores = file.table("score");
  model.hidden = file.table("hidden");
  model.links = rows_of<Triple>(file, "link");
  if (file.has("link.weight")) model.link_weights = file.get<float>("link.weight");
  model.trained = rows_of<NodeLabel>(file, "label");
  model.validated = rows_of<NodeLabel>(file, "label.valid");
  check(model, file);
  return model;
}

}  // namespace kinfold
