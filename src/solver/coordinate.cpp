#include "solver/coordinate.h"

#include <cmath>
#include <numeric>

#include "core/chunks.h"
#include "penalty/row.h"
#include "solver/components.h"
#include "solver/entries.h"
#include "solver/momentum.h"
#include "solver/scored_column.h"

namespace kinfold {
namespace {

constexpr std::size_t kStrip = 64;  // columns of a task
constexpr double kBlur = 1e-6;      // of all squares, what float32 cannot tell from zero
constexpr std::size_t kPasses = 2;  // for the singular vectors to begin with, which need not be exact

// Rows of `side` from first on become the minimum for their products, and these become the rows.
void solve_rows(const StripRule& rule, std::size_t first, Table& products, Table& side) {
  const std::size_t rank = rule.rank, count = products.rows();
  Table across(rank, count), entries(rank, count);
  for (Id i = 0; i < count; ++i)
    for (Id k = 0; k < rank; ++k) {
      across[k][i] = products[i][k];
      entries[k][i] = side[Id(first + i)][k];
    }
  solve_entries(rule, {across[0], entries[0], across.stride(), across.stride()});
  for (Id i = 0; i < count; ++i)
    for (Id k = 0; k < rank; ++k) products[i][k] = side[Id(first + i)][k] = entries[k][i];
}

void solve_columns(const StripRule& rule, const Table& products, Table& across, Pool& pool) {
  const std::size_t stride = products.stride();
  pool.run((stride + kStrip - 1) / kStrip, [&](std::size_t number) {
    const std::size_t first = number * kStrip;
    solve_entries(rule, {products[0] + first, across[0] + first, stride, std::min(kStrip, stride - first)});
  });
}

class Descent {
 public:
  // From start `number`.
  Descent(const Operator& table, std::span<const double> squares, const CoordinateRule& rule, std::size_t number,
          Pool& pool)
      : table_(table),
        squares_(squares),
        all_(std::accumulate(squares.begin(), squares.end(), 0.0)),
        rule_(rule),
        pool_(pool) {
    WholeFactors start = start_whole(table, rule, number, pool);
    rows_ = std::move(start.rows);
    across_ = columns_as_rows(start.columns, 0, rule.rank, pool);
  }

  // Until the objective comes to rest.
  WholeFactors run() && {
    double last = INFINITY;
    for (std::size_t n = 0; n < std::max<std::size_t>(rule_.epochs, 1); ++n) {
      const double now = epoch(last);
      if (!falls(last, now)) break;
      last = now;
    }
    return {std::move(rows_), columns_as_rows(across_, 0, across_.rank(), pool_), std::move(left_),
            std::move(objective_)};
  }

 private:
  // With momentum, or where that does not pay without it.
  double epoch(double last) {
    const Table rows = rows_, columns = across_;
    momentum_.extrapolate(across_, true);
    double now = pass();
    const bool paid = falls(last, now);
    momentum_.learn(paid);
    if (!paid) {
      rows_ = rows;
      across_ = columns;
      now = pass();
    }
    objective_.push_back(now);
    return now;
  }

  // One pass over the table; returns the objective after it.
  double pass() {
    const std::size_t rank = rule_.rank;
    const StripRule by_rows =
        strip_rule(rule_.rows, gram_matrix(columns_as_rows(across_, 0, across_.rank(), pool_), 1, pool_), rank);
    Table products;
    table_.pass(
        across_, [&](std::size_t first, Table& images) { solve_rows(by_rows, first, images, rows_); }, &products,
        pool_);
    const Table gram = gram_matrix(rows_, 1, pool_);
    solve_columns(strip_rule(rule_.columns, gram, rank), products, across_, pool_);
    const Table columns = columns_as_rows(across_, 0, across_.rank(), pool_);
    left_ = squares_left(squares_, columns, products, gram, pool_);
    return std::accumulate(left_.begin(), left_.end(), 0.0) / 2 + penalty_of(rows_, rule_.rows) +
           penalty_of(columns, rule_.columns);
  }

  bool falls(double last, double now) const {
    return last - now > std::max(rule_.tolerance, 0.0) * std::max(now, kBlur * all_);
  }

  double penalty_of(const Table& rows, const SidePenalty& penalty) const {
    const PenalizedSide side(penalty, rule_.rank, 0, true);
    return ordered_sum(pool_, rows.rows(), [&](std::size_t i) { return side.value(rows[Id(i)]); });
  }

  const Operator& table_;
  std::span<const double> squares_;
  double all_;  // squares
  const CoordinateRule& rule_;
  Pool& pool_;
  Table rows_, across_;  // W, and C' (rank x columns)
  Momentum momentum_;
  std::vector<double> objective_;
  std::vector<double> left_;
};

}  // namespace

WholeFactors start_whole(const Operator& table, const CoordinateRule& rule, std::size_t number, Pool& pool) {
  const std::size_t least = std::min({rule.rank, table.rows(), table.columns()});
  const std::uint64_t seed = rule.seed + number;
  const bool bound_rows = rule.rows.kind == NonNegative::name, bound_columns = rule.columns.kind == NonNegative::name;
  const Components start =
      admitted(number > 0 ? random_components(table.rows(), table.columns(), rule.rank, seed)
                          : singular_components(table, least, {.passes = kPasses, .seed = seed}, pool),
               rule.rank, bound_rows, bound_columns);
  WholeFactors begin{Table(table.rows(), rule.rank), Table(table.columns(), rule.rank), {}};
  in_chunks(pool, table.rows(),
            [&](std::size_t i) { set_row(start.left, i, bound_rows, seed, 0x5748, begin.rows.row(Id(i))); });
  in_chunks(pool, table.columns(),
            [&](std::size_t j) { set_row(start.right, j, bound_columns, seed, 0x5749, begin.columns.row(Id(j))); });
  return begin;
}

std::vector<double> squares_left(std::span<const double> squares, const Table& columns, const Table& products,
                                 const Table& gram, Pool& pool) {
  std::vector<double> left(squares.begin(), squares.end());
  in_chunks(pool, left.size(), [&](std::size_t j) {
    const float* c = columns[Id(j)];
    for (Id k = 0; k < products.rows(); ++k) {
      double along = -2.0 * products[k][j];
      for (Id l = 0; l < products.rows(); ++l) along += double(gram[k][l]) * c[l];
      left[j] += along * c[k];
    }
    left[j] = std::max(left[j], 0.0);
  });
  return left;
}

WholeFactors fit_whole(const Operator& table, std::span<const double> squares, const CoordinateRule& rule, Pool& pool) {
  WholeFactors best;
  for (std::size_t number = 0; number < std::max<std::size_t>(rule.starts, 1); ++number) {
    WholeFactors factors = Descent(table, squares, rule, number, pool).run();
    if (number == 0 || factors.objective.back() < best.objective.back()) best = std::move(factors);
  }
  return best;
}

}  // namespace kinfold
