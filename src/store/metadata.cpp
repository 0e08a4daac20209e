#include "store/metadata.h"

#include "store/json.h"

namespace kinfold {

using nlohmann::json;

namespace {

Property property_from_json(const json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  if (value.is_number_float()) return value.get<double>();
  return value.get<std::string>();
}

}  // namespace

std::map<std::string, std::string> metadata_of(const std::string& about, const std::vector<CurvePoint>& curve) {
  return {{"format", "kinfold"},
          {"version", std::to_string(kFormatVersion)},
          {"model", about},
          {"curve", curve_to_json(curve)}};
}

std::string curve_to_json(const std::vector<CurvePoint>& curve) {
  json result = json::array();
  for (const CurvePoint& p : curve)
    result.push_back({{"loss", json_number(p.loss)}, {"validation", json_number(p.validation)}});
  return dump_json(result);
}

std::vector<CurvePoint> curve_from_json(const std::string& text) {
  std::vector<CurvePoint> curve;
  for (const json& p : parse_json(text)) curve.push_back({json_number(p.at("loss")), json_number(p.at("validation"))});
  return curve;
}

json properties_to_json(const Properties& properties) {
  json object = json::object();
  for (const auto& [name, value] : properties)
    std::visit([&, &key = name](const auto& typed) { object[key] = typed; }, value);
  return object;
}

Properties properties_from_json(const json& object) {
  Properties properties;
  for (const auto& [name, value] : object.items()) properties[name] = property_from_json(value);
  return properties;
}

std::string task_of(const TensorReader& file) {
  const auto& metadata = file.metadata();
  if (!metadata.contains("format") || metadata.at("format") != "kinfold" || !metadata.contains("model"))
    file.damaged("the format is not 'kinfold'; the file is a checkpoint or was written by another program");
  try {
    return parse_json(metadata.at("model")).at("task");
  } catch (const std::exception&) {
    file.damaged("the description of the model is incomplete");
  }
}

}  // namespace kinfold
