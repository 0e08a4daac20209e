#include "cli/table_source.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "data/duplicates.h"
#include "io/duckdb_connection.h"
#include "io/npy.h"

namespace kinfold::app {
namespace {

// Translates "row=a,column=b,value=c" to the roles of ratings. Empty if --columns has no role `column`.
std::string cell_roles(const std::string& columns) {
  std::string roles;
  bool has_column_role = false;
  for (std::size_t begin = 0; begin < columns.size();) {
    const std::size_t end = std::min(columns.find(',', begin), columns.size());
    std::string part = columns.substr(begin, end - begin);
    if (part.starts_with("row=")) part.replace(0, 3, "user");
    if (part.starts_with("column=")) part.replace(0, 6, "item"), has_column_role = true;
    roles += (roles.empty() ? "" : ",") + part;
    begin = end + 1;
  }
  return has_column_role ? roles : "";
}

TableData load_cell_list(Call& call, const std::string& source, TrainOptions options) {
  options.columns = cell_roles(options.columns);
  const bool has_values = options.columns.find("value=") != std::string::npos;
  Ratings cells =
      load_ratings(call, source, options, has_values ? RatingFields::kValues : RatingFields::kLikes).ratings;
  resolve_duplicates(cells, options.on_duplicate);
  TableData data;
  data.sparse = to_csr(std::move(cells.rows), cells.users.size(), cells.items.size());
  data.frame.name_column = "row";
  data.frame.names.reserve(cells.users.size());
  for (Id row = 0; row < cells.users.size(); ++row) data.frame.names.emplace_back(cells.users[row]);
  for (Id column = 0; column < cells.items.size(); ++column)
    data.frame.columns.push_back({std::string(cells.items[column])});
  return data;
}

TableData npy_table(const std::string& source) {
  TableData data;
  data.blocks = std::make_unique<NpyBlocks>(source);
  for (std::size_t c = 0; c < data.blocks->columns(); ++c) data.frame.columns.push_back({std::to_string(c + 1)});
  return data;
}

}  // namespace

TableData load_table_data(Call& call, const std::string& source, const TrainOptions& options) {
  DuckDb::limit_memory();
  if (!cell_roles(options.columns).empty()) return load_cell_list(call, source, options);
  if (source.ends_with(".npy")) return npy_table(source);
  Source table = table_source(source, options);
  FrameReport report;
  return {load_frame(call, table, {options.column_types, {}, options.on_empty == "error"}, report)};
}

Source table_source(const std::string& source, const TrainOptions& options) {
  return {source, table_source_options(source_options(options))};
}

Frame load_frame(Call& call, Source& source, FrameReadOptions read_options, FrameReport& report,
                 const std::string& label) {
  const auto is_label = [&](const Source::Column& column) { return column.name == label; };
  if (!label.empty() && ("," + read_options.types).find("," + label + "=") == std::string::npos &&
      std::ranges::any_of(source.columns(), is_label))
    read_options.types += (read_options.types.empty() ? "" : ",") + label + "=label";
  Frame frame = read_frame(source, read_options, report);
  for (const std::string& note : report.notes) call.warn(source.text() + ": " + note);
  return frame;
}

namespace {

std::vector<FrameColumn> expected_columns(const TableModel& model) {
  std::vector<FrameColumn> expected;
  for (const ModelColumn& c : model.columns) expected.push_back(c.column);
  return expected;
}

// Selects the columns whose numbers are the model's column names. Without such names, takes all columns in order.
Matrix select_model_columns(Matrix cells, const std::vector<FrameColumn>& expected, const std::string& source) {
  std::vector<std::size_t> indices;
  for (const FrameColumn& column : expected)
    for (std::size_t c = 0; c < cells.rank(); ++c)
      if (column.name == std::to_string(c + 1)) indices.push_back(c);
  if (indices.size() < expected.size() && cells.rank() != expected.size())
    throw Error(fmt::format("the table has {} columns, the model {}", cells.rank(), expected.size()), source,
                "use a table with the columns of the model");
  if (indices.size() < expected.size() || expected.size() == cells.rank()) return cells;
  Matrix selected(cells.rows(), expected.size());
  for (Id row = 0; row < cells.rows(); ++row)
    for (std::size_t c = 0; c < expected.size(); ++c) selected[row][c] = cells[row][indices[c]];
  return selected;
}

}  // namespace

Frame load_rows(Call& call, Source& source, const TableModel& model, const TrainOptions& options, FrameReport& report) {
  return load_frame(call, source, {options.column_types, expected_columns(model)}, report, model.label_name);
}

Frame load_rows(Call& call, const std::string& source, const TableModel& model, const TrainOptions& options) {
  if (!source.ends_with(".npy")) {
    Source table = table_source(source, options);
    FrameReport report;
    return load_rows(call, table, model, options, report);
  }
  Frame frame;
  frame.columns = expected_columns(model);
  frame.cells = select_model_columns(read_npy(source), frame.columns, source);
  return frame;
}

// Weights are numeric for all column types. A cell of weight zero is missing.
void load_weights(TableData& data, const TrainOptions& options) {
  if (options.cell_weights.empty()) return;
  const std::string where = "--cell-weights " + options.cell_weights;
  if (data.sparse) throw UsageError("cell weights do not apply to a list of cells", where, "remove the option");
  load_cells(data, options);
  if (options.cell_weights.ends_with(".npy")) {
    data.weights = read_npy(options.cell_weights);
  } else {
    Source source = table_source(options.cell_weights, options);
    std::vector<FrameColumn> columns;
    for (const FrameColumn& column : data.frame.columns) columns.push_back({column.name});
    FrameReport report;
    data.weights = read_frame(source, {"", columns}, report).cells;
  }
  if (data.weights.rows() != data.rows() || data.weights.rank() != data.columns())
    throw Error(fmt::format("the weights are {} x {}, the table is {} x {}", data.weights.rows(), data.weights.rank(),
                            data.rows(), data.columns()),
                where, "use one weight per cell");
  for (Id row = 0; row < data.rows(); ++row)
    for (std::size_t c = 0; c < data.columns(); ++c) {
      const float weight = data.weights[row][c];
      if (!(weight >= 0) || std::isinf(weight))
        throw Error("a weight is not a finite number of at least 0",
                    fmt::format("{}, row {}, column '{}'", options.cell_weights, row + 1, data.frame.columns[c].name));
      if (weight == 0) data.frame.cells[row][c] = NAN;
    }
}

}  // namespace kinfold::app
