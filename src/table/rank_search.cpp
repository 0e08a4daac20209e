#include "table/rank_search.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/error.h"
#include "core/random.h"
#include "evaluate/row_sums.h"
#include "table/cell_evaluation.h"
#include "table/parallel_analysis.h"
#include "table/split_cells.h"

namespace kinfold {
namespace {

constexpr std::size_t kHoldoutRounds = 3, kMinRows = 50, kMaxRank = 1024;
constexpr double kHoldoutFraction = 0.1, kMaxParameterRatio = 2.0 / 3;
constexpr int kSearchEpochs = 50;
constexpr double kSearchTolerance = 1e-3;  // losses of different ranks differ by much more

// Candidate ranks: 1 ... 6, then two per doubling (8, 12, 16, 24, 32, ...), and 10 and 20.
std::vector<std::size_t> ranks_up_to(std::size_t upper) {
  std::vector<std::size_t> ranks = {1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24};
  for (std::size_t rank = 32; rank <= upper; rank *= 2) ranks.insert(ranks.end(), {rank, rank + rank / 2});
  std::erase_if(ranks, [upper](std::size_t rank) { return rank > upper; });
  return ranks;
}

// A random sample of rows with at most about `max_cells` cells, in their original order.
TableData sample_rows(const TableData& data, std::size_t max_cells, std::uint64_t seed) {
  const std::size_t upper = std::max(max_cells / data.columns(), kMinRows);
  std::vector<std::uint32_t> rows = Random(seed, {0x4a2c}).permutation(data.rows());
  rows.resize(std::min(rows.size(), upper));
  std::ranges::sort(rows);
  const auto select = [&](const Matrix& from) {
    Matrix table(rows.size(), data.columns());
    for (Id i = 0; i < rows.size(); ++i) std::ranges::copy(from.row(rows[i]), table[i]);
    return table;
  };
  TableData subset;
  subset.frame.columns = data.frame.columns;
  if (data.weighted()) subset.weights = select(data.weights);
  if (!data.blocks) {
    subset.frame.cells = select(data.frame.cells);
    return subset;
  }
  subset.frame.cells = Matrix(rows.size(), data.columns());
  for (Id i = 0; i < rows.size(); ++i)
    data.blocks->read(rows[i], 1, subset.frame.cells[i], subset.frame.cells.stride());
  return subset;
}

// One round: the training table, and the cells held out from it.
struct HoldoutRound {
  TableData data;
  std::vector<HeldOutCell> held_out;
};

std::vector<HoldoutRound> make_rounds(const TableData& data, std::uint64_t seed) {
  std::vector<HoldoutRound> rounds(kHoldoutRounds);
  for (std::size_t r = 0; r < kHoldoutRounds; ++r) {
    rounds[r].data.frame = data.frame;
    rounds[r].data.weights = data.weights;
    rounds[r].held_out = hold_out_cells(rounds[r].data.frame.cells, kHoldoutFraction, Random(seed, {0x4a2d, r})());
    if (rounds[r].held_out.empty())
      throw Error("too few observed cells to hold out 10 % of them", "--rank auto", "give a rank with --rank");
  }
  return rounds;
}

std::size_t count_observed(const Matrix& cells) {
  std::size_t observed = 0;
  for (Id row = 0; row < cells.rows(); ++row)
    observed += std::size_t(std::ranges::count_if(cells.row(row), std::not_fn(missing)));
  return observed;
}

// Candidate ranks whose number of parameters, rank (rows + columns - rank) + columns, is at most 2/3 of the observed
// cells; beyond that the noise cannot be estimated. soft-impute has no such limit, because its regularizer limits the
// rank.
std::vector<std::size_t> candidate_ranks(const HoldoutRound& round, const TableTrainOptions& options) {
  const Matrix& cells = round.data.frame.cells;
  const std::size_t rows = cells.rows(), columns = cells.rank();
  std::vector<std::size_t> ranks = ranks_up_to(std::min({rows, columns, kMaxRank}));
  if (options.model == "soft-impute") return ranks;
  const double upper = kMaxParameterRatio * double(count_observed(cells));
  std::erase_if(ranks,
                [&](std::size_t rank) { return rank > 1 && double(rank * (rows + columns - rank) + columns) > upper; });
  return ranks;
}

class RankSearch {
 public:
  RankSearch(const TableData& data, const TableTrainOptions& options)
      : options_(options),
        pool_(std::size_t(options.threads)),
        rounds_(make_rounds(data, options.seed)),
        ranks_(candidate_ranks(rounds_[0], options)),
        losses_(data.rows(), ranks_.size() + 1) {
    options_.solver = "als";  // the held-out cells are missing
    options_.validation = "";
    options_.epochs = std::min(options_.epochs, kSearchEpochs);
  }

  RankCurve run() {
    while (num_evaluated_ < ranks_.size() && !keeps_rising()) evaluate_next_rank();
    RankCurve curve;
    curve.selected_rank = ranks_[selected()];
    for (const HoldoutRound& round : rounds_) curve.held_out += round.held_out.size();
    const std::vector<Metric> relative_loss = losses_.ratios(options_.seed, pool_);
    for (std::size_t k = 0; k < num_evaluated_; ++k)
      curve.points.push_back({ranks_[k], relative_loss[k].value, relative_loss[k].low, relative_loss[k].high});
    return curve;
  }

 private:
  void evaluate_next_rank() {
    options_.rank = int(ranks_[num_evaluated_]);
    for (HoldoutRound& round : rounds_) {
      const TableModel model = train_table(round.data, options_, kSearchTolerance);
      const Matrix rows = imputation_rows(model, round.data.frame.cells, pool_);
      const std::vector<CellPrediction> predictions = predict_cells(model, rows, round.held_out, pool_);
      for (std::size_t i = 0; i < predictions.size(); ++i) {
        losses_.add(round.held_out[i].row, num_evaluated_, predictions[i].loss);
        if (num_evaluated_ == 0) losses_.add(round.held_out[i].row, ranks_.size(), predictions[i].constant_loss);
      }
    }
    if (!(losses_.total(ranks_.size()) > 0))
      throw Error("the constants of the columns predict all held-out cells: there is nothing to train", "--rank auto",
                  "give a rank with --rank");
    totals_.push_back(losses_.total(num_evaluated_++));
  }

  std::size_t best() const { return std::size_t(std::ranges::min_element(totals_) - totals_.begin()); }
  bool worse_than_best(std::size_t k) const { return !(totals_[k] - totals_[best()] <= losses_.error(k, best())); }
  // One-standard-error rule: the smallest rank that is not worse than the best by more than a standard error.
  std::size_t selected() const {
    std::size_t k = 0;
    while (k < best() && worse_than_best(k)) ++k;
    return k;
  }
  // Whether the last three ranks were worse than the best by more than a standard error.
  bool keeps_rising() const {
    return num_evaluated_ > 3 && worse_than_best(num_evaluated_ - 1) && worse_than_best(num_evaluated_ - 2) &&
           worse_than_best(num_evaluated_ - 3);
  }

  TableTrainOptions options_;
  Pool pool_;
  std::vector<HoldoutRound> rounds_;
  std::vector<std::size_t> ranks_;
  RowSums losses_;  // sums by row of the loss at each rank, and last at the constants
  std::vector<double> totals_;
  std::size_t num_evaluated_ = 0;
};

}  // namespace

RankCurve choose_rank(const TableData& data, const TableTrainOptions& options, std::size_t max_cells) {
  check_holdout(data, "--rank auto");
  const TableData subset = sample_rows(data, max_cells, options.seed);
  const Matrix& cells = subset.frame.cells;
  RankCurve curve = RankSearch(subset, options).run();
  curve.rows = cells.rows();
  const bool centred = options.model != "svd" && options.model != "nmf";
  if (centred && !data.weighted() && supports_parallel_analysis(data.frame.columns, cells)) {
    Pool pool(std::size_t(options.threads));
    const bool scaled = options.standardize || options.model == "glrm";
    curve.parallel_analysis_rank = int(run_parallel_analysis(cells, scaled, options.seed, pool).parallel_analysis_rank);
  }
  return curve;
}

}  // namespace kinfold
