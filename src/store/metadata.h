// What the files of all models say of themselves beside their tensors.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "store/tensors.h"
#include "store/training_info.h"

namespace kinfold {

inline constexpr int kFormatVersion = 1;

// `about`: what a family says of its model, as JSON text.
std::map<std::string, std::string> metadata_of(const std::string& about, const std::vector<CurvePoint>& curve);

// Curves as JSON text; numbers that are not finite are null.
std::string curve_to_json(const std::vector<CurvePoint>& curve);
std::vector<CurvePoint> curve_from_json(const std::string& text);

// The task of the model in a file, without its tables: "table", "ratings", ... An Error where the file holds no model.
std::string task_of(const TensorReader& file);

}  // namespace kinfold
