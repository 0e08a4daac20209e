// Approximate maximum inner product search over items, with an HNSW graph (Malkov, Yashunin 2016) built by hnswlib. One
// more entry gives all item vectors the same norm, so that the largest inner product is the nearest neighbour (Bachrach
// et al. 2014):
//
//   w_i = (v_i, b_i)      a_i = (w_i, (M^2 - |w_i|^2)^1/2)      M = max_i |w_i|      query (q, 1, 0)
//
// Then |a_i| = M, and the nearest items of a query have the largest q . v_i + b_i. Vectors are stored in bfloat16,
// because memory latency limits the speed; callers should score the results exactly. The search may miss some of the
// best items.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "core/matrix.h"
#include "core/pool.h"
#include "topk/hnsw_graph.h"

namespace kinfold {

class ItemIndex {
 public:
  // Builds the index. Items with offset kExcluded (topk/top_k.h) are not in it. The graph depends on thread timing.
  ItemIndex(const Matrix& vectors, std::span<const float> offsets, HnswBuildOptions options, Pool& pool);
  // Loads an index that save() wrote. Throws an Error if the file is damaged or the index belongs to a model with
  // another checksum or rank.
  ItemIndex(const std::string& path, const std::string& checksum, const Matrix& vectors);

  void save(const std::string& path, const std::string& checksum) const;

  // Approximately the best items, ordered by their bfloat16 scores, best first. `query` has the rank of the model.
  // Thread-safe.
  std::vector<Id> search_knn(const float* query, HnswSearchOptions options) const;
  std::size_t size() const { return graph_.size(); }

 private:
  std::size_t rank_;
  HnswGraph graph_;
};

}  // namespace kinfold
