// Model <-> file. The layout is specified in docs/file-format.md.
#pragma once
#include <string>

#include "factorization/model.h"
#include "store/tensors.h"

namespace kinfold {

void save(const Model& model, const std::string& path);
Model load(const std::string& path);
Model load(const TensorReader& file);

}  // namespace kinfold
