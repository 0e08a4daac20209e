// Compares principal components of real tables with LAPACK's singular vectors, computed here from the centered cells in
// double precision. Skipped if the tables are missing.
#include <lapacke.h>

#include <cmath>

#include "cli/run.h"
#include "io/duckdb_connection.h"

namespace kinfold::app {
namespace {

// Column-major order.
struct CsvMatrix {
  std::size_t rows = 0, columns = 0;
  std::vector<double> cells;
  double& at(std::size_t row, std::size_t column) { return cells[column * rows + row]; }
  double at(std::size_t row, std::size_t column) const { return cells[column * rows + row]; }
};

CsvMatrix matrix_of(const std::string& sql) {
  const auto texts = DuckDb().rows(sql, sql);
  CsvMatrix matrix{texts.size(), texts.at(0).size(), std::vector<double>(texts.size() * texts.at(0).size())};
  for (std::size_t i = 0; i < matrix.rows; ++i)
    for (std::size_t j = 0; j < matrix.columns; ++j) matrix.at(i, j) = std::stod(texts[i][j]);
  return matrix;
}

struct Components {
  std::vector<double> values;
  CsvMatrix scores, loadings;  // rows x rank, columns x rank
};

// SVD of the centered table: A = U S V', with scores U S.
Components components_of(CsvMatrix a) {
  for (std::size_t j = 0; j < a.columns; ++j) {
    double mean = 0;
    for (std::size_t i = 0; i < a.rows; ++i) mean += a.at(i, j) / double(a.rows);
    for (std::size_t i = 0; i < a.rows; ++i) a.at(i, j) -= mean;
  }
  const std::size_t n = a.rows, p = a.columns;  // n > p
  Components found{std::vector<double>(p), {n, p, std::vector<double>(n * p)}, {p, p, std::vector<double>(p * p)}};
  std::vector<double> right(p * p);
  EXPECT_EQ(LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'S', int(n), int(p), a.cells.data(), int(n), found.values.data(),
                           found.scores.cells.data(), int(n), right.data(), int(p)),
            0);
  for (std::size_t k = 0; k < p; ++k) {
    for (std::size_t i = 0; i < n; ++i) found.scores.at(i, k) *= found.values[k];
    for (std::size_t j = 0; j < p; ++j) found.loadings.at(j, k) = right[j * p + k];
  }
  return found;
}

// The sign that makes a component's largest loading positive, as in kinfold.
double sign_of(const CsvMatrix& loadings, std::size_t component) {
  double largest = 0;
  for (std::size_t j = 0; j < loadings.rows; ++j)
    if (std::fabs(loadings.at(j, component)) > std::fabs(largest)) largest = loadings.at(j, component);
  return largest < 0 ? -1 : 1;
}

struct RealTable {
  std::string file, format;  // of DuckDB's read_csv
  std::size_t columns;       // of numbers, before that of the class
  std::size_t rank;
};
std::ostream& operator<<(std::ostream& out, const RealTable& table) { return out << table.file; }

class RealPca : public RunTest, public testing::WithParamInterface<RealTable> {
 protected:
  static std::string path() {
    const char* folder = getenv("KINFOLD_DATA");
    return (folder ? folder : source() + "/../shared/data") + "/pca-small/" + GetParam().file;
  }
  static std::string cells() {
    return "SELECT * EXCLUDE (column" + std::to_string(GetParam().columns) + ") FROM read_csv(" + sql_text(path()) +
           ", header = false" + GetParam().format + ")";
  }
  CsvMatrix exported(const std::string& name) const {
    return matrix_of("SELECT COLUMNS('f[0-9]+') FROM " + sql_text(in("v/" + name).string()));
  }
  void expect_components(const Components& expected, const std::string& solver, const Args& more) const {
    const std::size_t rank = GetParam().rank;
    Args words = {"train", "table", cells(), "--out", "t.kf", "--rank", std::to_string(rank), "--solver", solver};
    words.insert(words.end(), more.begin(), more.end());
    const json components = good(words)["components"];
    good({"export", "t.kf", "--out", "v"});
    const CsvMatrix scores = exported("row.csv"), loadings = exported("feature.csv");
    ASSERT_EQ(components.size(), rank);
    ASSERT_EQ(scores.rows, expected.scores.rows);
    ASSERT_EQ(loadings.rows, GetParam().columns);
    const double scale = expected.values[0], root = std::sqrt(double(scores.rows - 1));
    for (std::size_t k = 0; k < rank; ++k) {
      EXPECT_NEAR(double(components[k]["std"]) * root, expected.values[k], 1e-5 * expected.values[k]) << k;
      const double sign = sign_of(expected.loadings, k);
      for (std::size_t j = 0; j < loadings.rows; ++j)
        ASSERT_NEAR(loadings.at(j, k), sign * expected.loadings.at(j, k), 1e-5) << k << " " << j;
      for (std::size_t i = 0; i < scores.rows; ++i)
        ASSERT_NEAR(scores.at(i, k), sign * expected.scores.at(i, k), 1e-5 * scale) << k << " " << i;
    }
  }
};

TEST_P(RealPca, EqualsLapack) {
  if (!std::filesystem::exists(path())) GTEST_SKIP() << "no " << path() << "; set KINFOLD_DATA";
  const Components expected = components_of(matrix_of(cells()));
  expect_components(expected, "full", {});
  expect_components(expected, "randomized", {"--power-iterations", "30", "--oversampling", "20"});
}

INSTANTIATE_TEST_SUITE_P(Tables, RealPca,
                         testing::Values(RealTable{"iris.csv", ", skip = 1", 4, 4},
                                         RealTable{"wine_data.csv", ", skip = 1", 13, 13},
                                         RealTable{"digits.csv.gz", "", 64, 20}));

}  // namespace
}  // namespace kinfold::app
