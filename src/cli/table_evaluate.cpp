#include <fmt/format.h>

#include "cli/table_call.h"
#include "cli/table_source.h"
#include "core/error.h"
#include "report/cell_report.h"
#include "report/evaluation_text.h"
#include "table/impute.h"

namespace kinfold::app {
namespace {

// The baseline constants come from training, so a column of the source may lose all of its cells.
constexpr MinObserved kMinObserved{1, 0};

std::string table_protocol(const std::string& source, double fraction, std::size_t rows, std::uint64_t seed) {
  return fmt::format(
      "{:.3g} % of the observed cells of {} held out at random; scores of its {} rows computed from their other cells "
      "with "
      "fixed loadings; 95 % intervals by bootstrap over rows, {} resamples, seed {}",
      100 * fraction, source, format_count(rows), kResamples, seed);
}

}  // namespace

HeldOutReport held_out_report(Call& call, const TableModel& model, const std::string& source, double fraction,
                              Pool& pool) {
  const TrainOptions options = call.options("table");
  Frame frame = load_rows(call, source, model, options);
  if (text_property(model.data, "source") == source)
    call.warn_evaluation(
        "these rows are in the training data, so the error is too optimistic for new rows; train with --validation "
        "random:0.1 to hold out cells from training");
  const std::vector<HeldOutCell> held_out = hold_out_cells(frame.cells, fraction, options.seed, kMinObserved);
  if (held_out.empty())
    throw Error("no cell can be held out: each row must keep one observed cell", source,
                "use more rows or a larger --holdout");
  return {table_protocol(source, fraction, frame.cells.rows(), options.seed), frame.cells.rows(),
          evaluate_cells(model, transform(model, frame.cells, pool), held_out, options.seed, pool)};
}

void evaluate_table_call(Call& call, const TableModel& model, const std::string& source, double fraction) {
  Pool pool(std::size_t(call.options("table").threads));
  const HeldOutReport held_out = held_out_report(call, model, source, fraction, pool);
  const CellReport& report = held_out.cells;
  if (!call.json) {
    fmt::print("{}\n\n{}", held_out.protocol, cells_text(model, report));
    return;
  }
  call.print_json(
      {{"task", "table"},
       {"protocol", held_out.protocol},
       {"counts", {{"rows", held_out.rows}, {"held_out_cells", report.cells}, {"evaluated_rows", report.rows}}},
       {"metrics", {{"relative_loss", json_of(report.relative_loss)}}},
       {"columns", cells_json(model, report)["columns"]}});
}

}  // namespace kinfold::app
