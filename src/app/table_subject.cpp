#include <algorithm>
#include <chrono>

#include "app/subject.h"
#include "app/table_source.h"
#include "core/error.h"
#include "data/rounds.h"
#include "data/split.h"
#include "data/split_cells.h"
#include "evaluate/cells.h"
#include "train/registry.h"
#include "train/table.h"

namespace kinfold::app {
namespace {

// The cells that each round withholds.
std::vector<std::vector<WithheldCell>> withheld_of(const Table& cells, const std::string& rule, std::uint64_t seed) {
  if (rule.starts_with("k-fold")) return fold_cells(cells, rounds_of(rule), seed);
  if (!rule.starts_with("random"))
    throw UsageError("tables withhold cells, never rows", "--by " + rule, "use k-fold:5 or random:0.1");
  Table left = cells;
  return {withhold_cells(left, parse_split_rule(rule).amount, seed)};
}

Judged judge(const TableData& whole, const std::vector<WithheldCell>& withheld, Options options) {
  TableData data{whole.frame, {}, {}, whole.weights, {}};
  for (const WithheldCell& cell : withheld) data.frame.cells[cell.row][cell.column] = NAN;
  const auto begin = std::chrono::steady_clock::now();
  const TableModel model = train_table(data, options);
  Judged judged;
  judged.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  for (Id row = 0; row < data.frame.cells.rows(); ++row)
    judged.rows += std::size_t(std::ranges::count_if(data.frame.cells.row(row), [](float x) { return !missing(x); }));
  judged.test_rows = withheld.size();
  Pool pool(std::size_t(options.threads));
  const CellReport report =
      measure_cells(model, rows_for_gaps(model, data.frame.cells, pool), withheld, options.seed, pool);
  judged.metrics["left"] = report.left.value;
  return judged;
}

}  // namespace

Subject table_subject(Call& call, const SubjectAsked& asked) {
  const Options options = call.options("table");
  const auto data = std::make_shared<TableData>(load_table_data(call, asked.source, options));
  load_weights(*data, options);
  check_withholding(*data, "kinfold validate");
  read_whole(*data, options);
  const std::size_t most = std::min(data->rows(), data->columns());
  const bool given = std::ranges::any_of(call.given, [](const auto& option) { return option.first == "rank"; });
  Subject subject{"k-fold:5", "cells of " + asked.source, {"left"}, {}};
  subject.rounds = [=](const std::string& rule, std::uint64_t seed) {
    std::vector<Judge> judges;
    for (std::vector<WithheldCell>& withheld : withheld_of(data->frame.cells, rule, seed)) {
      if (withheld.empty())
        throw Error("no cell can be withheld: each row keeps one that is known, and each column two", "--by " + rule,
                    "give a greater share or fewer folds");
      judges.push_back([=](Options of_round) {
        if (!given && most > 0) of_round.rank = int(std::min(std::size_t(of_round.rank), most));
        return judge(*data, withheld, of_round);
      });
    }
    return judges;
  };
  return subject;
}

}  // namespace kinfold::app
