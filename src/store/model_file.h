// Model <-> file. The layout is specified in docs/format.md.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "model/model.h"
#include "store/tensors.h"

namespace kinfold {

inline constexpr int kFormatVersion = 1;

void save(const Model& model, const std::string& path);
Model load(const std::string& path);
Model load(const TensorReader& file);

// What every model's file says of itself, beside its tensors: `about` it, as JSON text, and its curve.
std::map<std::string, std::string> metadata_of(const std::string& about, const std::vector<CurvePoint>& curve);

// Curves as JSON text; numbers that are not finite are null.
std::string curve_to_json(const std::vector<CurvePoint>& curve);
std::vector<CurvePoint> curve_from_json(const std::string& text);

}  // namespace kinfold
