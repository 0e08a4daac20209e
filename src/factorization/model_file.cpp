#include "factorization/model_file.h"

#include <algorithm>
#include <cmath>

#include "loss/group.h"
#include "loss/point.h"
#include "store/json.h"
#include "store/metadata.h"
#include "store/texts.h"

namespace kinfold {
namespace {

using nlohmann::json;

FactorSide read_side(const TensorReader& file, const std::string& name) {
  FactorSide result{file.matrix(name + ".factors"), {}};
  const auto bias = file.get<float>(name + ".bias");
  const std::size_t rows = result.factors.rows();
  result.bias_and_reg.resize(rows);
  if (bias.size() != rows) file.damaged("the factors and biases of '" + name + "' differ in length");
  for (std::size_t i = 0; i < rows; ++i) result.bias_and_reg[i].bias = bias[i];
  return result;
}

History read_history(const TensorReader& file, std::size_t users, std::size_t items) {
  History result{file.get<std::uint64_t>("history.begin"), file.get<Id>("history.item"),
                 file.get<float>("history.value")};
  const bool fits = result.begin.size() == users + 1 && result.begin.front() == 0 &&
                    std::ranges::is_sorted(result.begin) && result.begin.back() == result.item.size() &&
                    result.value.size() == result.item.size() &&
                    std::ranges::all_of(result.item, [items](Id item) { return item < items; });
  if (!fits) file.damaged("the history does not fit the ids");
  return result;
}

void add_bags(TensorWriter& file, const std::string& name, const Bags& bags) {
  file.add<std::uint64_t>(name + ".begin", bags.begin);
  file.add<Id>(name + ".member", bags.member);
  file.add<float>(name + ".weight", bags.weight);
}

Bags read_bags(const TensorReader& file, const std::string& name, std::size_t rows, std::size_t members) {
  Bags result{file.get<std::uint64_t>(name + ".begin"), file.get<Id>(name + ".member"),
              file.get<float>(name + ".weight")};
  const bool fits = result.begin.size() == rows + 1 && result.begin.front() == 0 &&
                    std::ranges::is_sorted(result.begin) && result.begin.back() == result.member.size() &&
                    result.weight.size() == result.member.size() &&
                    std::ranges::all_of(result.member, [members](Id member) { return member < members; });
  if (!fits) file.damaged("'" + name + "' does not fit the ids");
  return result;
}

// Arrays that the writer refers to until it has written the file.
struct BiasBuffers {
  std::vector<float> user_feature_bias, item_feature_bias;
};

void add_side_features(TensorWriter& file, const std::string& name, const SideFeatures& of, std::vector<float>& bias) {
  if (of.empty()) return;
  bias = biases(of.side);
  add_ids(file, name, of.ids);
  file.add(name + ".factors", of.side.factors);
  file.add<float>(name + ".bias", bias);
  add_bags(file, name + ".bags", of.bags);
}

SideFeatures read_side_features(const TensorReader& file, const std::string& name, std::size_t rows, std::size_t rank) {
  SideFeatures result;
  if (!file.has(name + ".factors")) return result;
  result.ids = read_ids(file, name);
  result.side = read_side(file, name);
  if (result.side.size() != result.ids.size()) file.damaged("'" + name + "' does not have one row for each id");
  if (result.side.factors.rank() != rank) file.damaged("'" + name + "' does not have the rank of its side");
  result.bags = read_bags(file, name + ".bags", rows, result.ids.size());
  return result;
}

void add_time_effects(TensorWriter& file, const TimeEffects& time) {
  if (time.empty()) return;
  file.add<double>("time.edges", time.bins.edges);
  file.add<float>("time.item_bin", time.item_bin);
  file.add<float>("time.drift", time.drift);
  file.add<double>("time.mean", time.mean_time);
  file.add<std::uint64_t>("time.day.key", time.day_key);
  file.add<float>("time.day", time.day);
  file.add<std::uint64_t>("time.row.key", time.row_key);
  file.add<Id>("time.row", time.row);
}

TimeEffects read_time_effects(const TensorReader& file, std::size_t users, std::size_t items, std::size_t rows) {
  TimeEffects time;
  if (!file.has("time.edges")) return time;
  time.bins.edges = file.get<double>("time.edges");
  time.item_bin = file.get<float>("time.item_bin");
  time.drift = file.get<float>("time.drift");
  time.mean_time = file.get<double>("time.mean");
  time.day_key = file.get<std::uint64_t>("time.day.key");
  time.day = file.get<float>("time.day");
  time.row_key = file.get<std::uint64_t>("time.row.key");
  time.row = file.get<Id>("time.row");
  const auto is = [](std::size_t size, std::size_t expected) { return size == 0 || size == expected; };
  const bool fits = std::ranges::is_sorted(time.bins.edges) && is(time.item_bin.size(), items * time.bins.count()) &&
                    is(time.drift.size(), users) && time.mean_time.size() == time.drift.size() &&
                    time.day.size() == time.day_key.size() && std::ranges::is_sorted(time.day_key) &&
                    time.row.size() == time.row_key.size() && std::ranges::is_sorted(time.row_key) &&
                    std::ranges::all_of(time.row, [rows](Id row) { return row < rows; });
  if (!fits) file.damaged("its time effects do not fit the ids");
  return time;
}

}  // namespace

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
  BiasBuffers buffers;
  add_side_features(file, "user.side_features", model.user_side_features, buffers.user_feature_bias);
  add_side_features(file, "item.side_features", model.item_side_features, buffers.item_feature_bias);
  add_time_effects(file, model.time);
  const StringList names(model.item_names);
  if (!model.item_names.empty()) names.add_to(file, "item.name");
  const json about = {{"task", model.task},
                      {"kind", model.kind},
                      {"loss", model.loss},
                      {"offset", model.offset},
                      {"low", model.low},
                      {"high", model.high},
                      {"clip", model.clip},
                      {"best_epoch", model.best_epoch},
                      {"samples", model.samples},
                      {"noise", model.noise},
                      {"stop_reason", model.stop_reason},
                      {"options", properties_to_json(model.options)},
                      {"data", properties_to_json(model.data)}};
  file.write(path, metadata_of(dump_json(about), model.curve));
}

Model load(const std::string& path) {
  const TensorReader file(path);
  const std::string task = task_of(file);
  if (task == "table")
    throw Error("it is a model of a table", path, "impute, transform, plot, similar, export and info read it");
  if (task == "links" || task == "triples")
    throw Error("it is a model of " + task, path,
                "evaluate, predict, recommend, similar, query, export and info read it");
  return load(file);
}

Model load(const TensorReader& file) {
  const auto& metadata = file.metadata();
  if (!metadata.contains("format") || metadata.at("format") != "kinfold")
    file.damaged("its format is not 'kinfold'; it may be a checkpoint or a file of another program");
  const auto version = metadata.find("version");
  if (version == metadata.end() || version->second != std::to_string(kFormatVersion))
    file.damaged("its format version is " + (version == metadata.end() ? "missing" : version->second) +
                 "; this program reads version " + std::to_string(kFormatVersion));
  Model model;
  try {
    const json about = parse_json(metadata.at("model"));
    model.task = about.at("task");
    model.kind = about.at("kind");
    model.loss = about.at("loss");
    model.offset = about.at("offset");
    model.low = about.at("low");
    model.high = about.at("high");
    model.clip = about.at("clip");
    model.best_epoch = read_count(about.at("best_epoch"));
    model.samples = about.contains("samples") ? read_count(about.at("samples")) : 0;
    model.noise = about.value("noise", 0.0f);
    model.stop_reason = about.at("stop_reason");
    model.options = properties_from_json(about.at("options"));
    model.data = properties_from_json(about.at("data"));
    model.curve = curve_from_json(metadata.at("curve"));
  } catch (const std::exception&) {
    file.damaged("its model metadata is incomplete");
  }
  auto losses = PointLosses::names();
  for (const std::string& name : GroupLosses::names()) losses.push_back(name);
  if (std::ranges::find(losses, model.loss) == losses.end() || !(model.low <= model.high))
    file.damaged("its model metadata is invalid");
  model.user_ids = read_ids(file, "user");
  model.item_ids = read_ids(file, "item");
  model.users = read_side(file, "user");
  if (model.users.size() < model.user_ids.size()) file.damaged("it does not have a row for each user");
  model.items = read_side(file, "item");
  if (model.items.size() != model.item_ids.size()) file.damaged("it does not have one row for each item");
  if (model.users.factors.rank() != model.items.factors.rank())
    file.damaged("the factors of users and items differ in rank");
  if (model.samples > 0 && model.rank() % model.samples != 0) file.damaged("its samples do not fit its rank");
  model.user_side_features = read_side_features(file, "user.side_features", model.users.size(), model.rank());
  model.item_side_features = read_side_features(file, "item.side_features", model.items.size(), model.rank());
  model.time = read_time_effects(file, model.user_ids.size(), model.item_ids.size(), model.users.size());
  if (file.has("item.name.text")) model.item_names = read_strings(file, "item.name");
  if (!model.item_names.empty() && model.item_names.size() != model.item_ids.size())
    file.damaged("it does not have one name for each item");
  model.history = read_history(file, model.user_ids.size(), model.item_ids.size());
  model.item_counts = count_items(model.history, model.item_ids.size());
  return model;
}

}  // namespace kinfold
