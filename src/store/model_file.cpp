#include "store/model_file.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "loss/point.h"

namespace kinfold {
namespace {

using nlohmann::json;

// A finite double as JSON number, others as null, and back.
json number(double x) { return std::isfinite(x) ? json(x) : json(nullptr); }
double number(const json& x) { return x.is_null() ? std::nan("") : x.get<double>(); }

void add_ids(TensorWriter& file, const std::string& side, const Vocabulary& ids) {
  file.add(side + ".id.text", ids.text());
  file.add<std::uint64_t>(side + ".id.begin", ids.begins());
}

// Texts back to back and where each begins, checked before use.
std::vector<std::string> texts(const TensorReader& file, const std::string& name) {
  const std::string text = file.text(name + ".text");
  const auto begin = file.get<std::uint64_t>(name + ".begin");
  if (begin.empty() || begin.front() != 0 || begin.back() != text.size() || !std::ranges::is_sorted(begin))
    file.damaged("the offsets of '" + name + "' do not fit its text");
  std::vector<std::string> result;
  for (std::size_t i = 0; i + 1 < begin.size(); ++i) result.push_back(text.substr(begin[i], begin[i + 1] - begin[i]));
  return result;
}

Vocabulary vocabulary(const TensorReader& file, const std::string& name) {
  Vocabulary ids;
  for (const std::string& id : texts(file, name))
    if (const std::size_t before = ids.size(); ids.add(id) != before) file.damaged("id '" + id + "' is there twice");
  return ids;
}

Side side(const TensorReader& file, const std::string& name, std::size_t rows) {
  Side result{file.table(name + ".factors"), std::vector<Head>(rows)};
  const auto bias = file.get<float>(name + ".bias");
  if (bias.size() != rows || result.factors.rows() != rows)
    file.damaged("the tables of '" + name + "' differ in length");
  for (std::size_t i = 0; i < rows; ++i) result.heads[i].bias = bias[i];
  return result;
}

History history(const TensorReader& file, std::size_t users, std::size_t items) {
  History result{file.get<std::uint64_t>("history.begin"), file.get<Id>("history.item"),
                 file.get<float>("history.value")};
  const bool fits = result.begin.size() == users + 1 && result.begin.front() == 0 &&
                    std::ranges::is_sorted(result.begin) && result.begin.back() == result.item.size() &&
                    result.value.size() == result.item.size() &&
                    std::ranges::all_of(result.item, [items](Id item) { return item < items; });
  if (!fits) file.damaged("the history does not fit the ids");
  return result;
}

}  // namespace

std::string curve_to_json(const std::vector<CurvePoint>& curve) {
  json result = json::array();
  for (const CurvePoint& p : curve) result.push_back({{"loss", number(p.loss)}, {"validation", number(p.validation)}});
  return result.dump();
}

std::vector<CurvePoint> curve_from_json(const std::string& text) {
  std::vector<CurvePoint> curve;
  for (const json& p : json::parse(text)) curve.push_back({number(p.at("loss")), number(p.at("validation"))});
  return curve;
}

void save(const Model& model, const std::string& path) {
  TensorWriter file;
  file.add("user.factors", model.users.factors);
  file.add("item.factors", model.items.factors);
  const std::vector<float> user_bias = biases(model.users), item_bias = biases(model.items);
  file.add<float>("user.bias", user_bias);
  file.add<float>("item.bias", item_bias);
  add_ids(file, "user", model.user_ids);
  add_ids(file, "item", model.item_ids);
  file.add<std::uint64_t>("history.begin", model.history.begin);
  file.add<Id>("history.item", model.history.item);
  file.add<float>("history.value", model.history.value);
  std::string names;
  std::vector<std::uint64_t> name_begin{0};
  if (!model.item_names.empty()) {
    for (const std::string& name : model.item_names) {
      names += name;
      name_begin.push_back(names.size());
    }
    file.add("item.name.text", std::string_view(names));
    file.add<std::uint64_t>("item.name.begin", name_begin);
  }
  const json about = {
      {"task", model.task},       {"kind", model.kind},       {"loss", model.loss}, {"offset", model.offset},
      {"low", model.low},         {"high", model.high},       {"clip", model.clip}, {"best_epoch", model.best_epoch},
      {"stopped", model.stopped}, {"options", model.options}, {"data", model.data}};
  file.write(path, {{"format", "kinfold"},
                    {"version", std::to_string(kFormatVersion)},
                    {"model", about.dump()},
                    {"curve", curve_to_json(model.curve)}});
}

Model load(const std::string& path) { return load(TensorReader(path)); }

Model load(const TensorReader& file) {
  const auto& metadata = file.metadata();
  if (!metadata.contains("format") || metadata.at("format") != "kinfold")
    file.damaged("its format is not 'kinfold' but that of another program or of a checkpoint");
  const auto version = metadata.find("version");
  if (version == metadata.end() || version->second != std::to_string(kFormatVersion))
    file.damaged("it has format version " + (version == metadata.end() ? "none" : version->second) +
                 ", this program reads version " + std::to_string(kFormatVersion));
  Model model;
  try {
    const json about = json::parse(metadata.at("model"));
    model.task = about.at("task");
    model.kind = about.at("kind");
    model.loss = about.at("loss");
    model.offset = about.at("offset");
    model.low = about.at("low");
    model.high = about.at("high");
    model.clip = about.at("clip");
    model.best_epoch = about.at("best_epoch");
    model.stopped = about.at("stopped");
    model.options = about.at("options").get<std::map<std::string, std::string>>();
    model.data = about.at("data").get<std::map<std::string, std::string>>();
    model.curve = curve_from_json(metadata.at("curve"));
  } catch (const std::exception&) {
    file.damaged("its description of the model is incomplete");
  }
  const auto losses = PointLosses::names();
  if (std::ranges::find(losses, model.loss) == losses.end() || !(model.low <= model.high))
    file.damaged("its description of the model is senseless");
  model.user_ids = vocabulary(file, "user.id");
  model.item_ids = vocabulary(file, "item.id");
  model.users = side(file, "user", model.user_ids.size());
  model.items = side(file, "item", model.item_ids.size());
  if (model.users.factors.rank() != model.items.factors.rank()) file.damaged("users and items differ in rank");
  if (file.has("item.name.text")) model.item_names = texts(file, "item.name");
  if (!model.item_names.empty() && model.item_names.size() != model.item_ids.size())
    file.damaged("it has not one name for each item");
  model.history = history(file, model.user_ids.size(), model.item_ids.size());
  model.item_counts = count_items(model.history, model.item_ids.size());
  return model;
}

}  // namespace kinfold
