#include "table/impute.h"

#include <fmt/format.h>

#include "cli/table_call.h"
#include "cli/table_source.h"
#include "io/table/filled_writer.h"
#include "io/table/frame_writer.h"
#include "table/table_file.h"

namespace kinfold::app {
namespace {

struct ImputeArgs {
  std::string model, source, out, intervals;
};

std::string cell_value_text(const ModelColumn& column, float value) {
  const auto& levels = column.column.levels;
  const std::size_t index = std::size_t(std::max(std::lround(value), 0l));
  return levels.empty() ? fmt::format("{}", value) : levels[std::min(index, levels.size() - 1)];
}

OutputTable output_of(const TableModel& model, const Frame& frame, const std::vector<ImputedCell>& filled) {
  std::vector<std::string> row, column, value;
  std::vector<std::optional<float>> low, high, probability;
  const auto if_present = [](float x) { return missing(x) ? std::optional<float>() : x; };
  for (const ImputedCell& f : filled) {
    row.push_back(frame.names.empty() ? std::to_string(f.row + 1) : frame.names[f.row]);
    column.push_back(model.columns[f.column].column.name);
    value.push_back(cell_value_text(model.columns[f.column], f.value));
    low.push_back(if_present(f.low));
    high.push_back(if_present(f.high));
    probability.push_back(if_present(f.probability));
  }
  return {{"row", "column", "value", "low", "high", "probability"}, {row, column, value, low, high, probability}};
}

// Maps the row of a frame to the row of its source.
class SourceRows {
 public:
  SourceRows(std::size_t rows, const std::vector<std::size_t>& excluded) {
    auto next_excluded = excluded.begin();
    for (std::size_t row = 0; rows_.size() < rows; ++row)
      if (next_excluded != excluded.end() && *next_excluded == row)
        ++next_excluded;
      else
        rows_.push_back(row);
  }
  std::size_t operator[](Id row) const { return rows_[row]; }

 private:
  std::vector<std::size_t> rows_;
};

std::vector<ImputedColumn> imputed_columns(const TableModel& model, const Frame& frame, const FrameReport& report,
                                           const std::vector<ImputedCell>& filled) {
  std::vector<ImputedColumn> columns;
  for (std::size_t c = 0; c < model.columns.size(); ++c) {
    std::vector<float> cells;
    for (Id row = 0; row < frame.cells.rows(); ++row) cells.push_back(frame.cells[row][c]);
    const FrameColumn& column = model.columns[c].column;
    columns.push_back({report.source_columns[c], column.name, column.levels.empty(), all_whole(cells), {}});
  }
  const SourceRows rows(frame.cells.rows(), report.excluded);
  for (const ImputedCell& f : filled)
    columns[f.column].cells.emplace_back(rows[f.row], cell_value_text(model.columns[f.column], f.value));
  return columns;
}

struct ImputedSource {
  Frame frame;
  std::vector<ImputedCell> filled;
};

// Imputes the missing cells and writes the table. Sources other than .npy keep their further columns.
ImputedSource impute_source(Call& call, const ImputeArgs& args, const TableModel& model, const TrainOptions& options) {
  Pool pool(std::size_t(options.threads));
  ImputedSource result;
  if (args.source.ends_with(".npy")) {
    result.frame = load_rows(call, args.source, model, options);
    result.filled = impute(model, result.frame.cells, pool);
    write_frame(result.frame, args.out);
    return result;
  }
  Source source = table_source(args.source, options);
  FrameReport report;
  result.frame = load_rows(call, source, model, options, report);
  result.filled = impute(model, result.frame.cells, pool);
  write_imputed(source, imputed_columns(model, result.frame, report, result.filled), report.excluded, args.out);
  return result;
}

void impute_table(Call& call, const ImputeArgs& args) {
  const TrainOptions options = call.options("table");
  const TableModel model = load_table(args.model);
  const auto [frame, filled] = impute_source(call, args, model, options);
  if (!args.intervals.empty()) write_rows(output_of(model, frame, filled), args.intervals);
  if (call.json) return call.print_json({{"file", args.out}, {"rows", frame.cells.rows()}, {"filled", filled.size()}});
  fmt::print("imputed {} of {} cells; wrote {}\n", format_count(filled.size()),
             format_count(frame.cells.rows() * model.columns.size()), args.out);
}

}  // namespace

void add_impute(CommandLine& line, Call& call) {
  auto args = std::make_shared<ImputeArgs>();
  Verb verb = line.add_verb(call, "impute", "Impute the missing cells of a table",
                            [&call, args] { impute_table(call, *args); });
  verb.add_option("model", args->model, "Model file of a table.").required();
  verb.add_option("source", args->source, "Table with the columns of the model.").required();
  verb.add_option("--out,-o", args->out, "File for the imputed table: .csv, .tsv, .parquet or .jsonl.")
      .required()
      .type_name("FILE");
  verb.add_option("--intervals", args->intervals, "File for the imputed cells with their 95 % prediction intervals.")
      .type_name("FILE");
  verb.add_options(call, {"column-types", "threads"});
}

}  // namespace kinfold::app
