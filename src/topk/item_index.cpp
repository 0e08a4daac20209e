#include "topk/item_index.h"

#include <algorithm>
#include <cmath>

#include "core/bfloat16.h"
#include "core/error.h"
#include "core/vector.h"
#include "topk/top_k.h"

namespace kinfold {
namespace {

constexpr const char* kFormat = "kinfold hnsw bfloat16";
constexpr const char* kRebuildAdvice = "rebuild it with kinfold export --format hnsw";

// Size of an augmented vector, rounded up to a multiple of 16.
std::size_t width_of(std::size_t rank) { return (rank + 2 + 15) / 16 * 16; }

HnswGraph build_graph(const Matrix& vectors, std::span<const float> offsets, HnswBuildOptions options, Pool& pool) {
  const auto square = [&](Id id) {
    return double(dot(vectors[id], vectors[id], vectors.stride())) + double(offsets[id]) * offsets[id];
  };
  std::vector<Id> items;
  double longest = 0;
  for (Id id = 0; id < vectors.rows(); ++id)
    if (offsets[id] != kExcluded) items.push_back(id), longest = std::max(longest, square(id));
  const auto row = [&](Id id, float* to) {
    std::copy_n(vectors[id], vectors.rank(), to);
    to[vectors.rank()] = offsets[id];
    to[vectors.rank() + 1] = float(std::sqrt(std::max(longest - square(id), 0.0)));
  };
  return {items, width_of(vectors.rank()), row, options, pool};
}

HnswGraph read(const std::string& path, const std::string& checksum, const Matrix& vectors) {
  const TensorReader file(path);
  const auto of = [&](const std::string& name) {
    const auto found = file.metadata().find(name);
    return found == file.metadata().end() ? std::string() : found->second;
  };
  if (of("format") != kFormat) throw Error("this is not an HNSW index", path, kRebuildAdvice);
  if (of("model") != checksum || of("rank") != std::to_string(vectors.rank()))
    throw Error("this index belongs to another model", path, kRebuildAdvice);
  HnswGraph graph(file, vectors.rows());
  if (graph.size() > 0 && graph.width() != width_of(vectors.rank())) file.damaged("its vectors have the wrong size");
  return graph;
}

}  // namespace

ItemIndex::ItemIndex(const Matrix& vectors, std::span<const float> offsets, HnswBuildOptions options, Pool& pool)
    : rank_(vectors.rank()), graph_(build_graph(vectors, offsets, options, pool)) {}

ItemIndex::ItemIndex(const std::string& path, const std::string& checksum, const Matrix& vectors)
    : rank_(vectors.rank()), graph_(read(path, checksum, vectors)) {}

void ItemIndex::save(const std::string& path, const std::string& checksum) const {
  graph_.save(path, {{"format", kFormat}, {"model", checksum}, {"rank", std::to_string(rank_)}});
}

std::vector<Id> ItemIndex::search_knn(const float* query, HnswSearchOptions options) const {
  std::vector<float> row(width_of(rank_));
  std::copy_n(query, rank_, row.begin());
  row[rank_] = 1;
  std::vector<BFloat16> bf16(row.size());
  round_to_bfloat16(row.data(), row.size(), bf16.data());
  options.top = std::min(options.top, size());
  return graph_.search_knn(bf16.data(), options);
}

}  // namespace kinfold
