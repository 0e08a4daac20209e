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

// The scores as columns d1 ... dk, with the names and labels of the rows.
Frame scores_frame(const Frame& like, Matrix rows) {
  Frame frame = like;
  frame.columns.clear();
  for (std::size_t k = 0; k < rows.rank(); ++k) frame.columns.push_back({"d" + std::to_string(k + 1)});
  frame.cells = std::move(rows);
  return frame;
}

Frame load_scores(Call& call, const std::string& source, const TableModel& model, const TrainOptions& options) {
  FrameReadOptions read_options{options.column_types, {}};
  for (std::size_t k = 0; k < model.rank(); ++k) read_options.expected.push_back({"d" + std::to_string(k + 1)});
  Source table = table_source(source, options);
  FrameReport report;
  Frame frame = load_frame(call, table, read_options, report, model.label_name);
  if (std::ranges::any_of(frame.cells.padded(), missing))
    throw Error("a score is missing", source, "use a number for each component");
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
    frame = scores_frame(frame, transform(model, frame.cells, pool));
  }
  write_frame(frame, args.out);
  if (call.json) return call.print_json({{"file", args.out}, {"rows", frame.cells.rows()}, {"rank", model.rank()}});
  fmt::print("wrote {} rows to {}\n", format_count(frame.cells.rows()), args.out);
}

}  // namespace

void add_transform(CommandLine& line, Call& call) {
  auto args = std::make_shared<TransformArgs>();
  Verb verb = line.add_verb(call, "transform", "Compute the component scores of further rows of a table",
                            [&call, args] { transform_table(call, *args); });
  verb.add_option("model", args->model, "Model file of a table.").required();
  verb.add_option("source", args->source, "Table with the columns of the model; cells may be missing.").required();
  verb.add_option("--out,-o", args->out, "File for the scores d1, d2, ... of each row: .csv, .tsv, .parquet or .jsonl.")
      .required()
      .type_name("FILE");
  verb.add_flag("--inverse", args->inverse,
                "Reconstruct cells from scores: the source holds scores, the output holds cells.");
  verb.add_options(call, {"column-types", "threads"});
}

}  // namespace kinfold::app
