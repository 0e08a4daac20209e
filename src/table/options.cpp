#include "table/options.h"

#include "core/allow.h"
#include "table/column_loss.h"

namespace kinfold {

const std::vector<std::string>& table_losses() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list = ColumnLosses::names();
    list.push_back("auto");
    return list;
  }();
  return names;
}

void check_table_options(const TableTrainOptions& options) {
  check_allowed("solver", options.solver, "the task table", kTableSolvers);
  check_allowed("model", options.model, "the task table", kTableModels);
}

}  // namespace kinfold
