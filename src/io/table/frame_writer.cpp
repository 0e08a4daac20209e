#include "io/table/frame_writer.h"

#include "io/source.h"

namespace kinfold {
namespace {

template <class T>
using FrameCells = std::vector<std::optional<T>>;

// Converts the cells by `to`; NaN becomes a missing cell.
template <class T, class To>
FrameCells<T> cells_of(const std::vector<float>& column, To to) {
  FrameCells<T> cells;
  cells.reserve(column.size());
  for (const float cell : column) cells.push_back(missing(cell) ? std::nullopt : std::optional<T>(to(cell)));
  return cells;
}

OutputTable::Values values_of(const FrameColumn& column, const std::vector<float>& cells) {
  if (!column.levels.empty())
    return cells_of<std::string>(cells, [&](float cell) { return column.levels.at(std::size_t(cell)); });
  if ((column.whole || column.kind == ColumnKind::kBoolean) && all_whole(cells))
    return cells_of<std::int64_t>(cells, [](float cell) { return std::int64_t(cell); });
  return cells_of<float>(cells, [](float cell) { return cell; });
}

FrameCells<std::string> text_cells(const std::vector<std::string>& texts) {
  FrameCells<std::string> cells;
  for (const std::string& text : texts) cells.push_back(text.empty() ? std::nullopt : std::optional(text));
  return cells;
}

}  // namespace

void write_frame(const Frame& frame, const std::string& path) {
  OutputTable output;
  const auto add = [&](const std::string& name, OutputTable::Values values) {
    output.names.push_back(name);
    output.columns.push_back(std::move(values));
  };
  if (!frame.names.empty()) add(frame.name_column, text_cells(frame.names));
  for (std::size_t c = 0; c < frame.columns.size(); ++c) {
    std::vector<float> cells;
    for (Id row = 0; row < frame.cells.rows(); ++row) cells.push_back(frame.cells[row][c]);
    add(frame.columns[c].name, values_of(frame.columns[c], cells));
  }
  if (!frame.labels.empty()) add(frame.label_name, text_cells(frame.labels));
  write_rows(output, path);
}

}  // namespace kinfold
