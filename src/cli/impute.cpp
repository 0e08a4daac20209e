#include "table/impute.h"

#include <fmt/format.h>

#include "cli/table_call.h"
#include "cli/table_source.h"
#include "io/table/filled_writer.h"
#include "io/table/frame_writer.h"
#include "table/table_file.h"

namespace kinfold::app {
namespace {

struct Asked {
  std::string model, source, out, intervals;
};

std::string text_of(const ModelColumn& column, float value) {
  const auto& levels = column.column.levels;
  const std::size_t place = std::size_t(std::max(std::lround(value), 0l));
  return levels.empty() ? fmt::format("{}", value) : levels[std::min(place, levels.size() - 1)];
}

OutputTable output_of(const TableModel& model, const Frame& frame, const std::vector<ImputedCell>& filled) {
  std::vector<std::string> row, column, value;
  std::vector<std::optional<float>> low, high, probability;
  const auto if_known = [](float x) { return missing(x) ? std::optional<float>() : x; };
  for (const ImputedCell& f : filled) {
    row.push_back(frame.names.empty() ? std::to_string(f.row + 1) : frame.names[f.row]);
    column.push_back(model.columns[f.column].column.name);
    value.push_back(text_of(model.columns[f.column], f.value));
    low.push_back(if_known(f.low));
    high.push_back(if_known(f.high));
    probability.push_back(if_known(f.probability));
  }
  return {{"row", "column", "value", "low", "high", "chance"}, {row, column, value, low, high, probability}};
}

// The row of the source that a row of its frame is.
class SourceRows {
 public:
  SourceRows(std::size_t rows, const std::vector<std::size_t>& excluded) {
    auto gone = excluded.begin();
    for (std::size_t row = 0; rows_.size() < rows; ++row)
      if (gone != excluded.end() && *gone == row)
        ++gone;
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
    columns[f.column].cells.emplace_back(rows[f.row], text_of(model.columns[f.column], f.value));
  return columns;
}

struct Completed {
  Frame frame;
  std::vector<ImputedCell> filled;
};

// A .npy file has no columns but the model's; other sources keep what else they have.
Completed complete_source(Call& call, const Asked& asked, const TableModel& model, const TrainOptions& options) {
  Pool pool(std::size_t(options.threads));
  Completed done;
  if (asked.source.ends_with(".npy")) {
    done.frame = load_rows(call, asked.source, model, options);
    done.filled = impute(model, done.frame.cells, pool);
    write_frame(done.frame, asked.out);
    return done;
  }
  Source source = table_source(asked.source, options);
  FrameReport report;
  done.frame = load_rows(call, source, model, options, report);
  done.filled = impute(model, done.frame.cells, pool);
  write_imputed(source, imputed_columns(model, done.frame, report, done.filled), report.excluded, asked.out);
  return done;
}

void complete_table(Call& call, const Asked& asked) {
  const TrainOptions options = call.options("table");
  const TableModel model = load_table(asked.model);
  const auto [frame, filled] = complete_source(call, asked, model, options);
  if (!asked.intervals.empty()) write_rows(output_of(model, frame, filled), asked.intervals);
  if (call.json) return call.answer({{"file", asked.out}, {"rows", frame.cells.rows()}, {"filled", filled.size()}});
  fmt::print("filled {} of {} cells; wrote {}\n", grouped(filled.size()),
             grouped(frame.cells.rows() * model.columns.size()), asked.out);
}

}  // namespace

void add_complete(CommandLine& line, Call& call) {
  auto asked = std::make_shared<Asked>();
  Verb verb = line.add_verb(call, "complete", "Fill the missing cells of a table in",
                            [&call, asked] { complete_table(call, *asked); });
  verb.add_option("model", asked->model, "a model of a table").required();
  verb.add_option("source", asked->source, "a table with the model's columns").required();
  verb.add_option("--out,-o", asked->out, "the table with its cells filled: .csv, .tsv, .parquet or .jsonl")
      .required()
      .type_name("FILE");
  verb.add_option("--intervals", asked->intervals,
                  "also write each filled cell with the bounds that hold it in 95 of 100 cases")
      .type_name("FILE");
  verb.add_options(call, {"column-types", "threads"});
}

}  // namespace kinfold::app
