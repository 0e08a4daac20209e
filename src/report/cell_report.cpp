#include "report/cell_report.h"

#include <fmt/format.h>

#include <span>

#include "report/evaluation_text.h"

namespace kinfold::app {
namespace {

constexpr std::size_t kMaxColumns = 40, kMaxWidth = 48;

}  // namespace

std::string cells_text(const TableModel& model, const CellReport& report) {
  const std::size_t num_shown = std::min(report.columns.size(), kMaxColumns);
  std::size_t width = 17;
  for (const ColumnErrors& errors : std::span(report.columns).first(num_shown))
    width = std::clamp(model.columns[errors.column].column.name.size(), width, kMaxWidth);
  std::string text = fmt::format("{:<{}}  {:<12} {:>8} {:>10} {:>10}\n", "held-out cells of", width, "error", "cells",
                                 "model", "constant");
  for (const ColumnErrors& errors : std::span(report.columns).first(num_shown)) {
    const FrameColumn& column = model.columns[errors.column].column;
    text += fmt::format("{:<{}}  {:<12} {:>8} {:>10.4g} {:>10.4g}\n", column.name, width, error_name(column.kind),
                        format_count(errors.cells), errors.model, errors.constant);
  }
  if (num_shown < report.columns.size())
    text += fmt::format("and {} more; --json has all\n", format_count(report.columns.size() - num_shown));
  return text + fmt::format(
                    "relative loss {} (0: no loss, 1: no better than the columns' constants), on {} held-out cells of "
                    "{} rows\n",
                    text_of(report.relative_loss), format_count(report.cells), format_count(report.rows));
}

Json cells_json(const TableModel& model, const CellReport& report) {
  Json columns = Json::array();
  for (const ColumnErrors& errors : report.columns) {
    const FrameColumn& column = model.columns[errors.column].column;
    columns.push_back({{"name", column.name},
                       {"error", error_name(column.kind)},
                       {"cells", errors.cells},
                       {"model", json_of(errors.model)},
                       {"constant", json_of(errors.constant)}});
  }
  return {{"cells", report.cells},
          {"rows", report.rows},
          {"relative_loss", json_of(report.relative_loss)},
          {"columns", columns}};
}

}  // namespace kinfold::app
