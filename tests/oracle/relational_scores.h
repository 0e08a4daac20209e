// Reference for the scorers of links and triples: the formulas of the papers in double precision, one fact at a time,
// with derivatives by finite differences.
#pragma once
#include <cmath>
#include <complex>
#include <functional>
#include <string>
#include <vector>

#include "core/random.h"
#include "kg/embeddings.h"

namespace kinfold::oracle {

using Numbers = std::vector<double>;

struct RelationalFormula {
  std::string name;
  int norm = 2;

  bool is_complex() const { return name == "complex" || name == "rotate"; }
  bool angles() const { return name == "rotate"; }

  // For rescal and tucker, `r` is the full relation matrix.
  double score(const Numbers& h, const Numbers& r, const Numbers& t) const {
    using Complex = std::complex<double>;
    const std::size_t half = h.size() / 2, all = h.size();
    const auto at = [&](const Numbers& x, std::size_t k) { return Complex(x[k], x[half + k]); };
    double sum = 0;
    if (name == "distmult")
      for (std::size_t k = 0; k < all; ++k) sum += h[k] * r[k] * t[k];
    if (name == "complex")
      for (std::size_t k = 0; k < half; ++k) sum += (at(h, k) * at(r, k) * std::conj(at(t, k))).real();
    if (name == "cp")
      for (std::size_t k = 0; k < half; ++k) sum += h[k] * r[k] * t[half + k];
    if (name == "simple")
      for (std::size_t k = 0; k < half; ++k) sum += (h[k] * r[k] * t[half + k] + t[k] * r[half + k] * h[half + k]) / 2;
    if (name == "rescal" || name == "tucker")
      for (std::size_t i = 0; i < all; ++i)
        for (std::size_t j = 0; j < all; ++j) sum += h[i] * r[i * all + j] * t[j];
    if (name == "transe") {
      for (std::size_t k = 0; k < all; ++k) sum += std::pow(std::abs(h[k] + r[k] - t[k]), norm);
      sum = -(norm == 1 ? sum : std::sqrt(sum));
    }
    if (name == "rotate") {
      for (std::size_t k = 0; k < half; ++k)
        sum += std::pow(std::abs(at(h, k) * std::polar(1.0, r[k]) - at(t, k)), norm);
      sum = -(norm == 1 ? sum : std::sqrt(sum));
    }
    if (name == "dot") {
      for (std::size_t k = 0; k + 1 < all; ++k) sum += h[k] * t[k];
      sum += h[all - 1] + t[all - 1];
    }
    if (name == "roles") {  // source role in the first half of a row, target role in the second
      for (std::size_t k = 0; k + 1 < half; ++k) sum += h[k] * t[half + k];
      sum += h[half - 1] + t[all - 1];
    }
    return sum;
  }
};

// Embeddings in double precision. TuckER's relation matrices are linear combinations of the core.
struct DoubleEmbeddings {
  std::vector<Numbers> entity, relation, core;

  explicit DoubleEmbeddings(const Embeddings& tables)
      : entity(rows_of(tables.entity)), relation(rows_of(tables.relation)), core(rows_of(tables.core)) {}

  Numbers relation_row(Id r) const {
    if (core.empty()) return relation[r];
    Numbers composed(core[0].size());
    for (std::size_t m = 0; m < core.size(); ++m)
      for (std::size_t k = 0; k < composed.size(); ++k) composed[k] += relation[r][m] * core[m][k];
    return composed;
  }
  double score(const RelationalFormula& kind, Id h, Id r, Id t) const {
    return kind.score(entity[h], relation_row(r), entity[t]);
  }
  void each(auto body) {
    for (auto* rows : {&entity, &relation, &core})
      for (Numbers& row : *rows)
        for (double& x : row) body(x);
  }

 private:
  static std::vector<Numbers> rows_of(const Matrix& table) {
    std::vector<Numbers> rows;
    for (Id row = 0; row < table.rows(); ++row) rows.emplace_back(table[row], table[row] + table.rank());
    return rows;
  }
};

inline double power_sum(const Numbers& row, bool is_complex, double reg, int power) {
  const std::size_t half = row.size() / 2;
  double sum = 0;
  for (std::size_t k = 0; k < (is_complex ? half : row.size()); ++k)
    sum += std::pow(is_complex ? std::hypot(row[k], row[half + k]) : std::abs(row[k]), power);
  return reg / power * sum;
}

using Value = std::function<double(const DoubleEmbeddings&)>;

// The derivative with respect to each parameter, matrix after matrix.
inline Numbers derivatives(DoubleEmbeddings at, const Value& value) {
  Numbers result;
  const double h = 1e-5;
  at.each([&](double& x) {
    const double original = x;
    x = original + h;
    const double up = value(at);
    x = original - h;
    const double down = value(at);
    x = original;
    result.push_back((up - down) / (2 * h));
  });
  return result;
}

// The directional derivative.
inline double derivative(const DoubleEmbeddings& at, const Numbers& direction, const Value& value) {
  const double h = 1e-5;
  const auto moved = [&](double by) {
    DoubleEmbeddings to = at;
    std::size_t n = 0;
    to.each([&](double& x) { x += by * direction[n++]; });
    return value(to);
  };
  return (moved(h) - moved(-h)) / (2 * h);
}

inline Numbers numbers_of(const Embeddings& tables) {
  Numbers all;
  DoubleEmbeddings(tables).each([&](double& x) { all.push_back(x); });
  return all;
}

inline Matrix normal_matrix(std::size_t rows, std::size_t rank, double size, Random random) {
  Matrix table(rows, rank);
  for (Id row = 0; row < rows; ++row)
    for (float& x : table.row(row)) x = float(size * random.normal());
  return table;
}

}  // namespace kinfold::oracle
