// TableModel <-> file. The layout is specified in docs/format.md.
#pragma once
#include <string>

#include "model/table_model.h"
#include "store/tensors.h"

namespace kinfold {

void save(const TableModel& model, const std::string& path);
TableModel load_table(const std::string& path);
TableModel load_table(const TensorReader& file);

// The task of the model in a file, without its tables: "table", "ratings", ...
std::string task_of(const TensorReader& file);

}  // namespace kinfold
