// Saves and loads recommenders as safetensors files. docs/file-format.md specifies the layout.
#pragma once
#include <string>

#include "factorization/model.h"
#include "store/tensors.h"

namespace kinfold {

// Writes the file atomically. Loading throws an Error for a damaged file or one of another kind.
void save(const Model& model, const std::string& path);
Model load(const std::string& path);
Model load(const TensorReader& file);

}  // namespace kinfold
