// TableModel <-> file. The layout is specified in docs/file-format.md.
#pragma once
#include <string>

#include "store/tensors.h"
#include "table/table_model.h"

namespace kinfold {

void save(const TableModel& model, const std::string& path);
TableModel load_table(const std::string& path);
TableModel load_table(const TensorReader& file);

}  // namespace kinfold
