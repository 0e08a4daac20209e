#include "solver/divergence.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/chunks.h"
#include "core/vector.h"
#include "penalty/row.h"
#include "solver/momentum.h"
#include "solver/rows.h"
#include "solver/scored_column.h"

namespace kinfold {
namespace {

constexpr std::size_t kBlock = 64, kParts = 8;  // rows that are read together; sums that are added up in order
constexpr int kRounds = 2;                      // steps of a row while its cells are at hand
constexpr float kLeast = 1e-8f;                 // a score that divides is no smaller
// Factors of zero would stay zero: entries come no nearer to it than this, and are zero in the end.
constexpr float kFloor = 1e-6f;

std::vector<double> sums_of(const Table& rows) {
  std::vector<double> sums(rows.rank());
  for (Id i = 0; i < rows.rows(); ++i)
    for (std::size_t k = 0; k < rows.rank(); ++k) sums[k] += rows[i][k];
  return sums;
}

// w_k for its numerator n_k and the other side's sum d_k.
float stepped(float w, double n, double d, double ridge) {
  const double product = double(w) * n, below = d + std::sqrt(d * d + 4 * ridge * product);
  return below > 0 ? std::max(float(2 * product / below), kFloor) : kFloor;
}

// What a part of the rows adds to the columns' numerators, and to sum x log(x / s) - x.
struct Part {
  Table numerators;
  double divergence = 0;
};

class Descent {
 public:
  Descent(const Operator& table, const CoordinateRule& rule, std::size_t number, Pool& pool)
      : table_(table), rule_(rule), pool_(pool), factors_(start_whole(table, rule, number, pool)) {}

  WholeFactors run(std::span<const double> squares) && {
    double last = INFINITY;
    for (std::size_t n = 0; n < std::max<std::size_t>(rule_.epochs, 1); ++n) {
      const double now = epoch(last);
      factors_.objective.push_back(now);
      if (!falls(last, now)) break;
      last = now;
    }
    for (Table* side : {&factors_.rows, &factors_.columns})
      for (float& x : side->padded()) x = x > kFloor ? x : 0;
    factors_.left = left(squares);
    return std::move(factors_);
  }

 private:
  bool falls(double last, double now) const { return last - now > std::max(rule_.tolerance, 0.0) * now; }

  // With momentum, or where that does not pay without it.
  double epoch(double last) {
    const Table rows = factors_.rows, columns = factors_.columns;
    momentum_.extrapolate(factors_.columns, true);
    const double now = pass();
    const bool paid = falls(last, now);
    momentum_.learn(paid);
    if (paid) return now;
    factors_.rows = rows;
    factors_.columns = columns;
    return pass();
  }

  // Steps the rows and then the columns; returns the objective between these.
  double pass() {
    const std::vector<double> total = sums_of(factors_.columns);
    std::vector<Part> parts(kParts);
    pool_.run(kParts, [&](std::size_t part) {
      parts[part].numerators = Table(table_.columns(), rule_.rank);
      const std::size_t first = table_.rows() * part / kParts, last = table_.rows() * (part + 1) / kParts;
      for (std::size_t row = first; row < last; row += kBlock)
        step_rows(row, table_.cells(row, std::min(kBlock, last - row)), total, parts[part]);
    });
    const std::vector<double> of_rows = sums_of(factors_.rows);
    double objective = std::inner_product(total.begin(), total.end(), of_rows.begin(), 0.0) +
                       penalty_of(factors_.rows, rule_.rows) + penalty_of(factors_.columns, rule_.columns);
    for (const Part& part : parts) objective += part.divergence;
    step_columns(parts, of_rows);
    return objective;
  }

  void step_rows(std::size_t first, const Sparse& cells, const std::vector<double>& total, Part& part) {
    std::vector<float> ratio;
    Table numerators(1, rule_.rank);
    for (std::size_t i = 0; i < cells.rows(); ++i) {
      float* w = factors_.rows[Id(first + i)];
      const auto members = cells.columns_of(i);
      const auto values = cells.values_of(i);
      for (int round = 0; round < kRounds; ++round) {
        find_ratios(w, members, values, ratio);
        weighted_sum(factors_.columns, members, ratio, nullptr, numerators[0]);
        for (std::size_t k = 0; k < rule_.rank; ++k)
          w[k] = stepped(w[k], numerators[0][k], total[k], rule_.rows.strength);
      }
      find_ratios(w, members, values, ratio);
      spread(part.numerators, members, ratio, w);
      for (std::size_t n = 0; n < members.size(); ++n) part.divergence += values[n] * (std::log(ratio[n]) - 1);
    }
  }

  void find_ratios(const float* w, std::span<const Id> members, std::span<const float> values,
                   std::vector<float>& ratio) const {
    ratio.resize(members.size());
    for (std::size_t n = 0; n < members.size(); ++n)
      ratio[n] = values[n] / std::max(dot(w, factors_.columns[members[n]], factors_.columns.stride()), kLeast);
  }

  void step_columns(const std::vector<Part>& parts, const std::vector<double>& total) {
    in_chunks(pool_, table_.columns(), [&](std::size_t j) {
      for (std::size_t k = 0; k < rule_.rank; ++k) {
        double n = 0;
        for (const Part& part : parts) n += part.numerators[Id(j)][k];
        float& c = factors_.columns[Id(j)][k];
        c = stepped(c, n, total[k], rule_.columns.strength);
      }
    });
  }

  double penalty_of(const Table& rows, const SidePenalty& penalty) const {
    double squares = 0;
    for (float x : rows.padded()) squares += double(x) * x;
    return penalty.strength / 2 * squares;
  }

  // A'W takes one more pass.
  std::vector<double> left(std::span<const double> squares) const {
    Table products;
    const Table across = columns_as_rows(factors_.columns, 0, rule_.rank, pool_);
    table_.pass(
        across,
        [&](std::size_t first, Table& images) {
          for (Id i = 0; i < images.rows(); ++i) std::ranges::copy(factors_.rows.row(Id(first + i)), images[i]);
        },
        &products, pool_);
    return squares_left(squares, factors_.columns, products, gram_matrix(factors_.rows, 1, pool_), pool_);
  }

  const Operator& table_;
  const CoordinateRule& rule_;
  Pool& pool_;
  WholeFactors factors_;
  Momentum momentum_;
};

}  // namespace

WholeFactors fit_divergence(const Operator& table, std::span<const double> squares, const CoordinateRule& rule,
                            Pool& pool) {
  WholeFactors best;
  for (std::size_t number = 0; number < std::max<std::size_t>(rule.starts, 1); ++number) {
    WholeFactors factors = Descent(table, rule, number, pool).run(squares);
    if (number == 0 || factors.objective.back() < best.objective.back()) best = std::move(factors);
  }
  return best;
}

}  // namespace kinfold
