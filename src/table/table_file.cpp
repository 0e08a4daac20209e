#include "table/table_file.h"

#include <algorithm>
#include <cmath>

#include "store/json.h"
#include "store/metadata.h"
#include "store/texts.h"
#include "table/column_loss.h"

namespace kinfold {
namespace {

using nlohmann::json;

json to_json(const ModelColumn& c) {
  return {{"name", c.column.name},     {"kind", kColumnKinds[std::size_t(c.column.kind)]},
          {"levels", c.column.levels}, {"loss", c.loss},
          {"features", c.features},    {"loss_scale", c.factor},
          {"scale", c.scale},          {"thresholds", c.thresholds},
          {"observed", c.observed},    {"noise", c.noise},
          {"constant", c.constant}};
}

json to_json(const RankCurve& curve) {
  json points = json::array();
  for (const RankPoint& p : curve.points)
    points.push_back({{"rank", p.rank},
                      {"relative_loss", json_number(p.relative_loss)},
                      {"low", json_number(p.low)},
                      {"high", json_number(p.high)}});
  return {{"points", points},
          {"best_rank", curve.selected_rank},
          {"rows", curve.rows},
          {"held_out", curve.held_out},
          {"parallel_analysis_rank", curve.parallel_analysis_rank}};
}

RankCurve rank_curve_from(const json& j) {
  RankCurve curve;
  for (const json& p : j.at("points"))
    curve.points.push_back({read_count(p.at("rank")), json_number(p.at("relative_loss")), json_number(p.at("low")),
                            json_number(p.at("high"))});
  curve.selected_rank = read_count(j.at("best_rank"));
  curve.rows = read_count(j.at("rows"));
  curve.held_out = read_count(j.at("held_out"));
  curve.parallel_analysis_rank = j.at("parallel_analysis_rank");
  return curve;
}

// Whether the numbers of features, thresholds and constants fit the loss and the levels, and the scales are valid.
bool fits(const ModelColumn& c) {
  const ColumnLoss loss = column_loss(c.loss);
  const bool by_level = std::holds_alternative<CellSoftmax>(loss) || std::holds_alternative<OneVsAll>(loss);
  const bool ordinal = std::holds_alternative<Ordinal>(loss);
  const bool by_index = by_level || ordinal;  // cells are level indices, not numbers
  return c.features == (by_level ? c.column.levels.size() : 1) && c.features > 0 &&
         (!ordinal || c.thresholds.size() + 1 == c.column.levels.size()) && std::isfinite(c.scale) && c.scale > 0 &&
         (c.constant.empty() || c.constant.size() == (ordinal ? c.thresholds.size() : c.features)) &&
         (!by_index || c.scale == 1) && std::isfinite(c.factor) && c.factor >= 0 && std::isfinite(c.noise);
}

ModelColumn column_from(const json& j, Id first) {
  ModelColumn c;
  c.column.name = j.at("name");
  const auto kind = std::ranges::find(kColumnKinds, j.at("kind").get<std::string>());
  if (kind == kColumnKinds.end()) throw std::runtime_error("kind");
  c.column.kind = ColumnKind(kind - kColumnKinds.begin());
  c.column.levels = j.at("levels").get<std::vector<std::string>>();
  c.loss = j.at("loss");
  c.first = first;
  c.features = read_count(j.at("features"));
  c.factor = j.at("loss_scale");
  c.scale = j.at("scale");
  c.thresholds = j.at("thresholds").get<std::vector<float>>();
  c.observed = read_count(j.at("observed"));
  c.noise = j.at("noise");
  if (j.contains("constant")) c.constant = j.at("constant").get<std::vector<float>>();
  if (!fits(c)) throw std::runtime_error("column");
  return c;
}

// Writes the columns one by one: a JSON value of all of them would take far more memory.
std::string columns_text(const TableModel& model) {
  std::string text = "[";
  for (const ModelColumn& c : model.columns) text += (text.size() > 1 ? "," : "") + dump_json(to_json(c));
  return text + "]";
}

json about_json(const TableModel& model) {
  return {{"task", "table"},
          {"kind", model.kind},
          {"columns", nullptr},
          {"total_squares", model.total_squares},
          {"residual_squares", model.residual_squares},
          {"bound", model.bound},
          {"row_regularizer", model.row_regularizer},
          {"row_reg", model.row_reg},
          {"label_name", model.label_name},
          {"curve", model.curve},
          {"rank_curve", to_json(model.rank_curve)},
          {"options", properties_to_json(model.options)},
          {"data", properties_to_json(model.data)}};
}

std::string about_text(const TableModel& model) {
  constexpr std::string_view kPlaceholder = "\"columns\":null";  // unique, because quotes within texts are escaped
  std::string text = dump_json(about_json(model));
  return text.replace(text.find(kPlaceholder), kPlaceholder.size(), "\"columns\":" + columns_text(model));
}

}  // namespace

void save(const TableModel& model, const std::string& path) {
  TensorWriter file;
  file.add("row.factors", model.rows);
  file.add("feature.factors", model.features);
  file.add<float>("feature.offset", model.offset);
  file.add<double>("values", model.values);
  const StringList names(model.names), labels(model.labels);
  names.add_to(file, "row.name");
  labels.add_to(file, "row.label");
  file.write(path, metadata_of(about_text(model), {}));
}

TableModel load_table(const std::string& path) {
  const TensorReader file(path);
  if (const std::string task = task_of(file); task != "table")
    throw Error("this is a model of task " + task + ", not of task table", path,
                "give a model from kinfold train table");
  return load_table(file);
}

TableModel load_table(const TensorReader& file) {
  TableModel model;
  try {
    const json about = parse_json(file.metadata().at("model"));
    model.kind = about.at("kind");
    Id first = 0;
    for (const json& column : about.at("columns")) {
      model.columns.push_back(column_from(column, first));
      first += model.columns.back().features;
    }
    model.total_squares = about.at("total_squares");
    model.residual_squares = about.value("residual_squares", 0.0);
    model.bound = about.at("bound");
    model.row_regularizer = about.at("row_regularizer");
    model.row_reg = about.at("row_reg");
    model.label_name = about.at("label_name");
    model.curve = about.at("curve").get<std::vector<double>>();
    if (about.contains("rank_curve")) model.rank_curve = rank_curve_from(about.at("rank_curve"));
    model.options = properties_from_json(about.at("options"));
    model.data = properties_from_json(about.at("data"));
  } catch (const std::exception&) {
    file.damaged("the model description in its metadata is incomplete");
  }
  model.rows = file.matrix("row.factors");
  model.features = file.matrix("feature.factors");
  model.offset = file.get<float>("feature.offset");
  model.values = file.get<double>("values");
  model.names = read_strings(file, "row.name");
  model.labels = read_strings(file, "row.label");
  const auto is = [&](std::size_t size, std::size_t expected) { return size == 0 || size == expected; };
  const std::size_t features = model.columns.empty() ? 0 : model.columns.back().first + model.columns.back().features;
  const bool fits = model.features.rows() == features && model.offset.size() == features &&
                    model.rows.rank() == model.rank() && is(model.values.size(), model.rank()) &&
                    is(model.names.size(), model.rows.rows()) && is(model.labels.size(), model.rows.rows());
  if (!fits) file.damaged("the shapes of its tensors do not fit its columns");
  return model;
}

}  // namespace kinfold
