#include <fmt/format.h>

#include <algorithm>

#include "cli/table_call.h"
#include "cli/table_source.h"
#include "core/error.h"
#include "io/table/frame_writer.h"
#include "table/impute.h"
#include "table/new_rows.h"
#include "table/table_file.h"

namespace kinfold::app {
namespace {

struct TransformArgs {
  std::string model, source, out;
  bool inverse = false;
};

// d1 ... dk beside the rows' names and labels.
Frame frame_of(const Frame& like, Matrix rows) {
  Frame frame = like;
  frame.columns.clear();
  for (std::size_t k = 0; k < rows.rank(); ++k) frame.columns.push_back({"d" + std::to_string(k + 1)});
  frame.cells = std::move(rows);
  return frame;
}

Frame load_scores(Call& call, const std::string& source, const TableModel& model, const TrainOptions& options) {
  FrameReadOptions rule{options.column_types, {}};
  for (std::size_t k = 0; k < model.rank(); ++k) rule.expected.push_back({"d" + std::to_string(k + 1)});
  Source table = table_source(source, options);
  FrameReport report;
  Frame frame = load_frame(call, table, rule, report, model.label_name);
  if (std::ranges::any_of(frame.cells.padded(), missing))
    throw Error("scores are missing", source, "every direction needs a number");
  return frame;
}

void transform_table(Call& call, const TransformArgs& args) {
  const TrainOptions options = call.options("table");
  const TableModel model = load_table(args.model);
  Pool pool(std::size_t(options.threads));
  Frame frame;
  if (args.inverse) {
    frame = load_scores(call, args.source, model, options);
    frame.cells = inverse_transform(model, frame.cells, pool);
    frame.columns.clear();
    for (const ModelColumn& c : model.columns) frame.columns.push_back(c.column);
    for (FrameColumn& c : frame.columns) c.whole = false;
  } else {
    frame = load_rows(call, args.source, model, options);
    frame = frame_of(frame, transform(model, frame.cells, pool));
  }
  write_frame(frame, args.out);
  if (call.json) return call.print_json({{"file", args.out}, {"rows", frame.cells.rows()}, {"rank", model.rank()}});
  fmt::print("wrote {} rows to {}\n", format_count(frame.cells.rows()), args.out);
}

}  // namespace

void add_transform(CommandLine& line, Call& call) {
  auto args = std::make_shared<TransformArgs>();
  Verb verb = line.add_verb(call, "transform", "Place further rows of a table on a model's directions",
                            [&call, args] { transform_table(call, *args); });
  verb.add_option("model", args->model, "a model of a table").required();
  verb.add_option("source", args->source, "a table with the model's columns, some cells of which may be missing")
      .required();
  verb.add_option("--out,-o", args->out, "scores d1, d2, ... of each row: .csv, .tsv, .parquet or .jsonl")
      .required()
      .type_name("FILE");
  verb.add_flag("--inverse", args->inverse, "the other way: the source holds scores, and cells are written");
  verb.add_options(call, {"column-types", "threads"});
}

}  // namespace kinfold::app
