// Metadata that all model files have, next to their tensors.
#pragma once
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "store/tensors.h"
#include "store/training_info.h"

namespace kinfold {

inline constexpr int kFormatVersion = 1;

// The metadata of a model file. `about` is the family's description of the model, as JSON text.
std::map<std::string, std::string> metadata_of(const std::string& about, const std::vector<CurvePoint>& curve);

// Training curves as JSON text and back. Numbers that are not finite are null.
std::string curve_to_json(const std::vector<CurvePoint>& curve);
std::vector<CurvePoint> curve_from_json(const std::string& text);

// Properties as a JSON object and back. Their types are kept. Throws if a value is null, a list or an object.
nlohmann::json properties_to_json(const Properties& properties);
Properties properties_from_json(const nlohmann::json& object);

// The task of the model in a file, such as "table" or "ratings", without reading the model. Throws an Error if the file
// contains no model.
std::string task_of(const TensorReader& file);

}  // namespace kinfold
