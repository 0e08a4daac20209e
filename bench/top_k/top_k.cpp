// Times the exact top 20 of 40,981 items for 29,858 users (the size of Gowalla) by rank. Prints seconds and the GFLOP/s
// of the score products as JSON.
#include "topk/top_k.h"

#include <fmt/format.h>

#include <chrono>

#include "core/random.h"

namespace {

using namespace kinfold;

Matrix normal_matrix(std::size_t rows, std::size_t rank, std::uint64_t seed) {
  Matrix table(rows, rank);
  Random random(seed);
  for (Id row = 0; row < rows; ++row)
    for (float& x : table.row(row)) x = float(random.normal());
  return table;
}

}  // namespace

int main(int count, char** argv) {
  Pool pool(count > 1 ? std::size_t(std::atoi(argv[1])) : 0);
  for (const std::size_t rank : {64, 128, 256}) {
    const Matrix users = normal_matrix(29'858, rank, 1), items = normal_matrix(40'981, rank, 2);
    const auto begin = std::chrono::steady_clock::now();
    const Candidates candidates(items, {});
    std::vector<TopKQuery> queries;
    for (Id u = 0; u < users.rows(); ++u) queries.push_back({users[u]});
    const auto ranked = top_k(candidates, queries, 20, pool);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    fmt::print("{{\"rank\": {}, \"threads\": {}, \"seconds\": {:.2f}, \"gflop_s\": {:.1f}}}\n", rank, pool.threads(),
               seconds, 2e-9 * double(users.rows() * items.rows() * rank) / seconds);
    if (ranked.back().best.size() != 20) return 1;
  }
}
