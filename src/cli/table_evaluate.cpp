#include <fmt/format.h>

#include "cli/table_call.h"
#include "cli/table_source.h"
#include "core/error.h"
#include "report/cell_report.h"
#include "report/evaluation_text.h"
#include "table/impute.h"

namespace kinfold::app {
namespace {

// The constants are those of the training, so that a column of the source may lose all of its cells.
constexpr MinObserved kMinObserved{1, 0};

std::string protocol_of(const std::string& source, double share, std::size_t rows, std::uint64_t seed) {
  return fmt::format(
      "a random {:.3g} % of the known cells of {} withheld; vectors of its {} rows from their other cells, columns as "
      "training left them; 95 % intervals by bootstrap over rows, {} resamples, seed {}",
      100 * share, source, format_count(rows), kResamples, seed);
}

}  // namespace

HeldOutReport held_out_report(Call& call, const TableModel& model, const std::string& source, double share,
                               Pool& pool) {
  const TrainOptions options = call.options("table");
  Frame frame = load_rows(call, source, model, options);
  if (model.data.contains("source") && model.data.at("source") == source)
    call.warn_evaluation(
        "training saw these rows: what it says of their cells is too good for new ones; --validation random:0.1 of "
        "kinfold train withholds cells beforehand");
  const std::vector<HeldOutCell> held_out = hold_out_cells(frame.cells, share, options.seed, kMinObserved);
  if (held_out.empty())
    throw Error("no cell could be withheld: each row must keep one that is known", source,
                "give more rows, or a greater --holdout");
  return {protocol_of(source, share, frame.cells.rows(), options.seed), frame.cells.rows(),
          evaluate_cells(model, transform(model, frame.cells, pool), held_out, options.seed, pool)};
}

void evaluate_table_call(Call& call, const TableModel& model, const std::string& source, double share) {
  Pool pool(std::size_t(call.options("table").threads));
  const HeldOutReport held_out = held_out_report(call, model, source, share, pool);
  const CellReport& report = held_out.cells;
  if (!call.json) {
    fmt::print("{}\n\n{}", held_out.protocol, cells_text(model, report));
    return;
  }
  call.print_json({{"task", "table"},
               {"protocol", held_out.protocol},
               {"counts", {{"rows", held_out.rows}, {"held_out_cells", report.cells}, {"evaluated_rows", report.rows}}},
               {"metrics", {{"relative_loss", json_of(report.relative_loss)}}},
               {"columns", cells_json(model, report)["columns"]}});
}

}  // namespace kinfold::app
