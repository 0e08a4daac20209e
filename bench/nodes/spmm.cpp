// Times the propagation product (sparse matrix times dense matrix) on a graph that no cache holds, with the nodes in
// random order and in breadth-first order. Prints JSON:
//
//   gathered_gb   bytes if each gathered row comes from memory: offsets, columns, values, a row per entry, the result
//   min_gb        lower bound of the bytes moved: the same, but each row once
//
// gathered_of_triad and min_of_triad divide these rates by that of the triad (bench/floor.cpp), which is measured in
// the same run. Above 1, rows came from caches.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

#include "core/random.h"
#include "gnn/adjacency.h"
#include "gnn/propagate.h"

namespace {

using namespace kinfold;

double best_seconds(int times, const std::function<void()>& work) {
  double best = 1e9;
  for (int i = 0; i < times; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return best;
}

double triad_bytes_a_second(Pool& pool) {
  constexpr std::size_t kCount = 1 << 26, kParts = 64;
  std::vector<float> a(kCount), b(kCount, 1), c(kCount, 2);
  const double seconds = best_seconds(7, [&] {
    pool.run(kParts, [&](std::size_t t) {
      for (std::size_t i = t * (kCount / kParts); i < (t + 1) * (kCount / kParts); ++i) a[i] = b[i] + 3 * c[i];
    });
  });
  return 3.0 * kCount * sizeof(float) / seconds;
}

// Links between nodes at most 100 positions apart, as in communities, except a share `far` whose ends are sampled from
// a power law: the share of nodes with d such links falls with d^3. Nodes are then renumbered at random.
std::vector<Triple> power_law(std::size_t nodes, std::size_t links, double far) {
  Random random(1);
  const std::vector<std::uint32_t> popular = random.permutation(nodes), number = random.permutation(nodes);
  const auto sample = [&] { return std::size_t(popular[std::size_t(double(nodes) * std::pow(random.uniform(), 2))]); };
  std::vector<Triple> rows;
  for (std::size_t n = 0; n < links; ++n) {
    const bool is_far = random.uniform() < far;
    const std::size_t a = is_far ? sample() : random.below(nodes);
    const std::size_t b = is_far ? sample() : (a + 1 + random.below(100)) % nodes;
    rows.push_back({number[a], 0, number[b]});
  }
  return rows;
}

std::vector<Triple> reorder(std::vector<Triple> links, const std::vector<Id>& order) {
  std::vector<Id> rank(order.size());
  for (Id at = 0; at < order.size(); ++at) rank[order[at]] = at;
  for (Triple& t : links) t.head = rank[t.head], t.tail = rank[t.tail];
  return links;
}

bool is_correct(const CsrMatrix& table, const Matrix& in, const Matrix& out) {
  for (std::size_t row = 0; row < table.rows(); row += table.rows() / 97 + 1)
    for (std::size_t k = 0; k < in.rank(); k += 5) {
      double sum = 0;
      for (std::uint64_t at = table.begin[row]; at < table.begin[row + 1]; ++at)
        sum += double(table.value[at]) * in[table.column[at]][k];
      if (std::fabs(sum - out[Id(row)][k]) > 1e-4) return false;
    }
  return true;
}

bool measure(const CsrMatrix& adjacency_matrix, const std::string& order, std::size_t width, double triad, Pool& pool) {
  Matrix in(adjacency_matrix.rows(), width), out;
  Random random(2);
  for (Id row = 0; row < in.rows(); ++row)
    for (float& x : in.row(row)) x = float(random.uniform() - 0.5);
  const double seconds = best_seconds(5, [&] { propagate(adjacency_matrix, in, out, pool); });
  const double links = double(adjacency_matrix.value.size()), rows = double(adjacency_matrix.rows()),
               row = double(in.stride() * sizeof(float));
  const double table = 8 * (rows + 1) + (sizeof(Id) + sizeof(float)) * links;
  const double gathered = table + links * row + rows * row, min_bytes = table + 2 * rows * row;
  fmt::print(
      "{{\"order\": \"{}\", \"width\": {}, \"seconds\": {:.4f}, \"gathered_gb\": {:.2f}, \"min_gb\": {:.2f}, "
      "\"gathered_of_triad\": {:.2f}, \"min_of_triad\": {:.2f}}}\n",
      order, width, seconds, gathered / 1e9, min_bytes / 1e9, gathered / seconds / triad, min_bytes / seconds / triad);
  return is_correct(adjacency_matrix, in, out);
}

}  // namespace

int main(int count, char** argv) {
  std::size_t nodes = 1'000'000, links = 10'000'000, threads = 0;
  double far = 0.5;
  CLI::App app("Times the propagation product on a graph that no cache holds");
  app.add_option("--nodes", nodes)->check(CLI::Range(2, 1'000'000'000));
  app.add_option("--links", links);
  app.add_option("--far", far)->check(CLI::Range(0.0, 1.0));
  app.add_option("--threads", threads);
  CLI11_PARSE(app, count, argv);
  Pool pool(threads);
  const double triad = triad_bytes_a_second(pool);
  std::vector<Triple> graph = power_law(nodes, links, far);
  CsrMatrix adjacency_matrix = adjacency(nodes, graph, {}, {});
  fmt::print(
      "{{\"nodes\": {}, \"links\": {}, \"far\": {}, \"entries\": {}, \"threads\": {}, \"triad_gb_s\": {:.1f}}}\n",
      nodes, links, far, adjacency_matrix.value.size(), pool.threads(), triad / 1e9);
  for (const std::string order : {"random", "breadth first"}) {
    if (order != "random") {
      std::vector<Id> visit_order;
      const double seconds = best_seconds(1, [&] { visit_order = breadth_first(adjacency_matrix); });
      fmt::print("{{\"order\": \"{}\", \"found_in_seconds\": {:.2f}}}\n", order, seconds);
      adjacency_matrix = adjacency(nodes, reorder(std::move(graph), visit_order), {}, {});
    }
    for (const std::size_t width : {16, 64, 128})
      if (!measure(adjacency_matrix, order, width, triad, pool)) return 1;
  }
}
