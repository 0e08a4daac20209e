// Times product() on one thread at common ranks and prints GFLOP/s as JSON: for a block whose result stays in cache, as
// in top-k search, and for a result that goes to memory. The results are checked against plain sums.
#include "core/product.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <functional>
#include <vector>

#include "core/random.h"

namespace {

using namespace kinfold;

constexpr std::size_t kBlock = 96;

double gigaflops(double seconds, std::size_t rows_a, std::size_t rows_b, std::size_t rank) {
  return 2e-9 * double(rows_a * rows_b * rank) / seconds;
}

double best_seconds(const std::function<void()>& work) {
  double best = 1e9;
  for (int i = 0; i < 7; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return best;
}

bool is_correct(const Matrix& a, const Matrix& b, const std::vector<float>& c) {
  for (Id i = 0; i < a.rows(); i += 97)
    for (Id j = 0; j < b.rows(); j += 89) {
      double sum = 0;
      for (std::size_t k = 0; k < a.rank(); ++k) sum += double(a[i][k]) * b[j][k];
      if (std::fabs(sum - c[i * b.rows() + j]) > 1e-4 * std::sqrt(double(a.rank()))) return false;
    }
  return true;
}

}  // namespace

int main() {
  for (const std::size_t rank : {32, 64, 128, 256}) {
    Matrix a(2000, rank), b(8200, rank);
    Random random(1);
    for (Matrix* table : {&a, &b})
      for (Id row = 0; row < table->rows(); ++row)
        for (float& x : table->row(row)) x = float(random.normal());
    std::vector<float> c(a.rows() * b.rows());
    Panels panels(b.rows(), rank);
    panels.set_rows(0, b[0], b.rows(), b.stride(), rank);
    const double in_memory = best_seconds(
        [&] { product(a[0], a.rows(), a.stride(), b[0], b.rows(), b.stride(), rank, c.data(), b.rows()); });
    if (!is_correct(a, b, c)) return 1;
    const double in_cache = best_seconds([&] {
      for (std::size_t j = 0; j + 512 <= b.rows(); j += 512)
        product(a[0], kBlock, a.stride(), panels, j, 512, c.data(), 512);
    });
    fmt::print("{{\"rank\": {}, \"gflop_s\": {:.1f}, \"gflop_s_to_memory\": {:.1f}}}\n", rank,
               gigaflops(in_cache, kBlock, b.rows() / 512 * 512, rank), gigaflops(in_memory, a.rows(), b.rows(), rank));
  }
}
