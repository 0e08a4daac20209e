// The best items of a query without looking at all of them: a graph of near items (HNSW: Malkov, Yashunin 2016),
// grown by hnswlib. Inner products become nearness by one number more, which makes all items equally long (Bachrach et
// al. 2014):
//
//   w_i = (v_i, b_i)      a_i = (w_i, (M^2 - |w_i|^2)^1/2)      M = max_i |w_i|      query (q, 1, 0)
//
// so that |a_i| = M, and what is nearest to a query is of greatest q . v_i + b_i. Its vectors are of bfloat16, since it
// waits for memory most of the time: what it finds is to be scored exactly. That is most of the best, not all for sure.
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
  // Items with an offset of kExcluded (topk/top_k.h) are not in it. Their order of going in, and so the graph, depends
  // on the threads.
  ItemIndex(const Matrix& vectors, std::span<const float> offsets, HnswBuildOptions options, Pool& pool);
  // From a file of save(). An Error where it is damaged, or was made of a model of another checksum.
  ItemIndex(const std::string& path, const std::string& checksum, const Matrix& vectors);

  void save(const std::string& path, const std::string& checksum) const;

  // Items that most likely hold the best ones, best first as bfloat16 tells them apart. For any number of threads at
  // once.
  std::vector<Id> search_knn(const float* query, HnswSearchOptions options) const;
  std::size_t size() const { return graph_.size(); }

 private:
  std::size_t rank_;
  HnswGraph graph_;
};

}  // namespace kinfold
