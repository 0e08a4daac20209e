#include "train/rank_search.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/error.h"
#include "core/random.h"
#include "data/split_cells.h"
#include "evaluate/cells.h"
#include "evaluate/parallel_analysis.h"
#include "evaluate/row_sums.h"

namespace kinfold {
namespace {

constexpr std::size_t kRounds = 3, kLeastRows = 50, kMostRank = 1024;
constexpr double kShare = 0.1, kMostFree = 2.0 / 3;
constexpr int kEpochs = 50;
constexpr double kTolerance = 1e-3;  // a search needs no more: what is left differs between ranks by much more

// 1 ... 6, then two steps to each doubling: 8, 12, 16, 24, 32, ..., and 10 and 20 beside.
std::vector<std::size_t> ranks_up_to(std::size_t most) {
  std::vector<std::size_t> ranks = {1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24};
  for (std::size_t rank = 32; rank <= most; rank *= 2) ranks.insert(ranks.end(), {rank, rank + rank / 2});
  std::erase_if(ranks, [most](std::size_t rank) { return rank > most; });
  return ranks;
}

// All rows, or a random part of them that has no more cells than are looked at; their order stays.
TableData sample(const TableData& data, std::size_t most_cells, std::uint64_t seed) {
  const std::size_t most = std::max(most_cells / data.columns(), kLeastRows);
  std::vector<std::uint32_t> rows = Random(seed, {0x4a2c}).permutation(data.rows());
  rows.resize(std::min(rows.size(), most));
  std::ranges::sort(rows);
  const auto chosen = [&](const Table& from) {
    Table table(rows.size(), data.columns());
    for (Id i = 0; i < rows.size(); ++i) std::ranges::copy(from.row(rows[i]), table[i]);
    return table;
  };
  TableData some;
  some.frame.columns = data.frame.columns;
  if (data.weighted()) some.weights = chosen(data.weights);
  if (!data.blocks) {
    some.frame.cells = chosen(data.frame.cells);
    return some;
  }
  some.frame.cells = Table(rows.size(), data.columns());
  for (Id i = 0; i < rows.size(); ++i) data.blocks->read(rows[i], 1, some.frame.cells[i], some.frame.cells.stride());
  return some;
}

// One of the rounds: a table with cells withheld, and these.
struct Round {
  TableData data;
  std::vector<WithheldCell> withheld;
};

std::vector<Round> rounds_of(const TableData& data, std::uint64_t seed) {
  std::vector<Round> rounds(kRounds);
  for (std::size_t r = 0; r < kRounds; ++r) {
    rounds[r].data.frame = data.frame;
    rounds[r].data.weights = data.weights;
    rounds[r].withheld = withhold_cells(rounds[r].data.frame.cells, kShare, Random(seed, {0x4a2d, r})());
    if (rounds[r].withheld.empty())
      throw Error("too few cells are known to withhold a tenth of them", "--rank auto", "give a rank");
  }
  return rounds;
}

std::size_t known_cells(const Table& cells) {
  std::size_t known = 0;
  for (Id row = 0; row < cells.rows(); ++row)
    known += std::size_t(std::ranges::count_if(cells.row(row), std::not_fn(missing)));
  return known;
}

// Free numbers of a model: rank (rows + columns - rank) + columns. Where they are nearly as many as the known cells,
// what noise there is cannot be told; soft-impute binds them by its penalty instead.
std::vector<std::size_t> candidates(const Round& round, const Options& options) {
  const Table& cells = round.data.frame.cells;
  const std::size_t rows = cells.rows(), columns = cells.rank();
  std::vector<std::size_t> ranks = ranks_up_to(std::min({rows, columns, kMostRank}));
  if (options.model == "soft-impute") return ranks;
  const double most = kMostFree * double(known_cells(cells));
  std::erase_if(ranks,
                [&](std::size_t rank) { return rank > 1 && double(rank * (rows + columns - rank) + columns) > most; });
  return ranks;
}

class RankSearch {
 public:
  RankSearch(const TableData& data, const Options& options)
      : options_(options),
        pool_(std::size_t(options.threads)),
        rounds_(rounds_of(data, options.seed)),
        ranks_(candidates(rounds_[0], options)),
        losses_(data.rows(), ranks_.size() + 1) {
    options_.solver = "als";  // cells are missing now
    options_.valid = "";
    options_.epochs = std::min(options_.epochs, kEpochs);
  }

  RankCurve run() {
    while (tried_ < ranks_.size() && !only_rises()) try_next();
    RankCurve curve;
    curve.chosen = ranks_[chosen()];
    for (const Round& round : rounds_) curve.withheld += round.withheld.size();
    const std::vector<Metric> left = losses_.shares(options_.seed, pool_);
    for (std::size_t k = 0; k < tried_; ++k)
      curve.points.push_back({ranks_[k], left[k].value, left[k].low, left[k].high});
    return curve;
  }

 private:
  void try_next() {
    options_.rank = int(ranks_[tried_]);
    for (Round& round : rounds_) {
      const TableModel model = train_table(round.data, options_, kTolerance);
      const Table rows = rows_for_gaps(model, round.data.frame.cells, pool_);
      const std::vector<JudgedCell> judged = judge_cells(model, rows, round.withheld, pool_);
      for (std::size_t i = 0; i < judged.size(); ++i) {
        losses_.add(round.withheld[i].row, tried_, judged[i].loss);
        if (tried_ == 0) losses_.add(round.withheld[i].row, ranks_.size(), judged[i].constant_loss);
      }
    }
    if (!(losses_.total(ranks_.size()) > 0))
      throw Error("the columns' constants tell all withheld cells: there is nothing to learn", "--rank auto",
                  "give a rank");
    totals_.push_back(losses_.total(tried_++));
  }

  std::size_t best() const { return std::size_t(std::ranges::min_element(totals_) - totals_.begin()); }
  bool worse_than_best(std::size_t k) const { return !(totals_[k] - totals_[best()] <= losses_.error(k, best())); }
  std::size_t chosen() const {
    std::size_t k = 0;
    while (k < best() && worse_than_best(k)) ++k;
    return k;
  }
  // Have three ranks running been worse than the best by more than the error?
  bool only_rises() const {
    return tried_ > 3 && worse_than_best(tried_ - 1) && worse_than_best(tried_ - 2) && worse_than_best(tried_ - 3);
  }

  Options options_;
  Pool pool_;
  std::vector<Round> rounds_;
  std::vector<std::size_t> ranks_;
  RowSums losses_;  // of each rank, and of the constants
  std::vector<double> totals_;
  std::size_t tried_ = 0;
};

}  // namespace

RankCurve choose_rank(const TableData& data, const Options& options, std::size_t most_cells) {
  check_withholding(data, "--rank auto");
  const TableData some = sample(data, most_cells, options.seed);
  const Table& cells = some.frame.cells;
  RankCurve curve = RankSearch(some, options).run();
  curve.rows = cells.rows();
  const bool centred = options.model != "svd" && options.model != "nmf";
  if (centred && !data.weighted() && takes_parallel_analysis(data.frame.columns, cells)) {
    Pool pool(std::size_t(options.threads));
    const bool scaled = options.scale || options.model == "factors";
    curve.longer = int(analyse_in_parallel(cells, scaled, options.seed, pool).longer);
  }
  return curve;
}

}  // namespace kinfold
