// Saves and loads table models. docs/file-format.md specifies the layout.
#pragma once
#include <string>

#include "store/tensors.h"
#include "table/table_model.h"

namespace kinfold {

// Writes the model to a file.
void save(const TableModel& model, const std::string& path);
// Reads a model. Throws an Error if the file is damaged or holds a model of another task.
TableModel load_table(const std::string& path);
TableModel load_table(const TensorReader& file);

}  // namespace kinfold
