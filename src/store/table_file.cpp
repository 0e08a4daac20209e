#include "store/table_file.h"

#include <algorithm>
#include <cmath>

#include "loss/column.h"
#include "store/json.h"
#include "store/model_file.h"
#include "store/texts.h"

namespace kinfold {
namespace {

using nlohmann::json;

json to_json(const ModelColumn& c) {
  return {{"name", c.column.name},     {"kind", kKinds[std::size_t(c.column.kind)]},
          {"levels", c.column.levels}, {"loss", c.loss},
          {"features", c.features},    {"factor", c.factor},
          {"scale", c.scale},          {"thresholds", c.thresholds},
          {"known", c.known},          {"noise", c.noise},
          {"constant", c.constant}};
}

json to_json(const RankCurve& curve) {
  json points = json::array();
  for (const RankPoint& p : curve.points)
    points.push_back({{"rank", p.rank}, {"left", number(p.left)}, {"low", number(p.low)}, {"high", number(p.high)}});
  return {{"points", points},
          {"chosen", curve.chosen},
          {"rows", curve.rows},
          {"withheld", curve.withheld},
          {"longer", curve.longer}};
}

RankCurve rank_curve_from(const json& j) {
  RankCurve curve;
  for (const json& p : j.at("points"))
    curve.points.push_back({whole(p.at("rank")), number(p.at("left")), number(p.at("low")), number(p.at("high"))});
  curve.chosen = whole(j.at("chosen"));
  curve.rows = whole(j.at("rows"));
  curve.withheld = whole(j.at("withheld"));
  curve.longer = j.at("longer");
  return curve;
}

// A loss that is known, with as many features and thresholds as it has levels, and units only where it has any.
bool fits(const ModelColumn& c) {
  const ColumnLoss loss = column_loss(c.loss);
  const bool by_level = std::holds_alternative<CellSoftmax>(loss) || std::holds_alternative<OneVsAll>(loss);
  const bool ordinal = std::holds_alternative<Ordinal>(loss);
  const bool whole_places = by_level || ordinal;  // its cells are places, not numbers
  return c.features == (by_level ? c.column.levels.size() : 1) && c.features > 0 &&
         (!ordinal || c.thresholds.size() + 1 == c.column.levels.size()) && std::isfinite(c.scale) && c.scale > 0 &&
         (c.constant.empty() || c.constant.size() == (ordinal ? c.thresholds.size() : c.features)) &&
         (!whole_places || c.scale == 1) && std::isfinite(c.factor) && c.factor >= 0 && std::isfinite(c.noise);
}

ModelColumn column_from(const json& j, Id first) {
  ModelColumn c;
  c.column.name = j.at("name");
  const auto kind = std::ranges::find(kKinds, j.at("kind").get<std::string>());
  if (kind == kKinds.end()) throw std::runtime_error("kind");
  c.column.kind = Kind(kind - kKinds.begin());
  c.column.levels = j.at("levels").get<std::vector<std::string>>();
  c.loss = j.at("loss");
  c.first = first;
  c.features = whole(j.at("features"));
  c.factor = j.at("factor");
  c.scale = j.at("scale");
  c.thresholds = j.at("thresholds").get<std::vector<float>>();
  c.known = whole(j.at("known"));
  c.noise = j.at("noise");
  if (j.contains("constant")) c.constant = j.at("constant").get<std::vector<float>>();
  if (!fits(c)) throw std::runtime_error("column");
  return c;
}

// As text one by one: all of them as JSON at once would take far more memory.
std::string columns_text(const TableModel& model) {
  std::string text = "[";
  for (const ModelColumn& c : model.columns) text += (text.size() > 1 ? "," : "") + dump_json(to_json(c));
  return text + "]";
}

json about_json(const TableModel& model) {
  return {{"task", "table"},
          {"kind", model.kind},
          {"columns", nullptr},
          {"squares", model.squares},
          {"left", model.left},
          {"bound", model.bound},
          {"row_penalty", model.row_penalty},
          {"row_strength", model.row_strength},
          {"label_name", model.label_name},
          {"curve", model.curve},
          {"rank_curve", to_json(model.rank_curve)},
          {"options", model.options},
          {"data", model.data}};
}

std::string about_text(const TableModel& model) {
  constexpr std::string_view kPlace = "\"columns\":null";  // quotes within texts are escaped
  std::string text = dump_json(about_json(model));
  return text.replace(text.find(kPlace), kPlace.size(), "\"columns\":" + columns_text(model));
}

}  // namespace

void save(const TableModel& model, const std::string& path) {
  TensorWriter file;
  file.add("row.factors", model.rows);
  file.add("feature.factors", model.features);
  file.add<float>("feature.offset", model.offset);
  file.add<double>("values", model.values);
  const Texts names(model.names), labels(model.labels);
  names.add_to(file, "row.name");
  labels.add_to(file, "row.label");
  file.write(path, metadata_of(about_text(model), {}));
}

TableModel load_table(const std::string& path) {
  const TensorReader file(path);
  if (const std::string task = task_of(file); task != "table")
    throw Error("it is a model of " + task + ", not of a table", path, "make one with kinfold train table");
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
    model.squares = about.at("squares");
    model.left = about.value("left", 0.0);
    model.bound = about.at("bound");
    model.row_penalty = about.at("row_penalty");
    model.row_strength = about.at("row_strength");
    model.label_name = about.at("label_name");
    model.curve = about.at("curve").get<std::vector<double>>();
    if (about.contains("rank_curve")) model.rank_curve = rank_curve_from(about.at("rank_curve"));
    model.options = about.at("options").get<std::map<std::string, std::string>>();
    model.data = about.at("data").get<std::map<std::string, std::string>>();
  } catch (const std::exception&) {
    file.damaged("its description of the model is incomplete");
  }
  model.rows = file.table("row.factors");
  model.features = file.table("feature.factors");
  model.offset = file.get<float>("feature.offset");
  model.values = file.get<double>("values");
  model.names = texts(file, "row.name");
  model.labels = texts(file, "row.label");
  const auto is = [&](std::size_t size, std::size_t whole) { return size == 0 || size == whole; };
  const std::size_t features = model.columns.empty() ? 0 : model.columns.back().first + model.columns.back().features;
  const bool fits = model.features.rows() == features && model.offset.size() == features &&
                    model.rows.rank() == model.rank() && is(model.values.size(), model.rank()) &&
                    is(model.names.size(), model.rows.rows()) && is(model.labels.size(), model.rows.rows());
  if (!fits) file.damaged("its tables do not fit its columns");
  return model;
}

std::string task_of(const TensorReader& file) {
  const auto& metadata = file.metadata();
  if (!metadata.contains("format") || metadata.at("format") != "kinfold" || !metadata.contains("model"))
    file.damaged("its format is not 'kinfold' but that of another program or of a checkpoint");
  try {
    return parse_json(metadata.at("model")).at("task");
  } catch (const std::exception&) {
    file.damaged("its description of the model is incomplete");
  }
}

}  // namespace kinfold
