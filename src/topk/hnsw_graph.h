// An HNSW graph for approximate nearest-neighbour search by inner product (Malkov, Yashunin 2016). The lowest level
// contains all items, each higher level fewer. A search starts on the highest level and descends.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/pool.h"
#include "store/tensors.h"
#include "topk/hnsw_layout.h"
#include "topk/hnsw_search.h"

namespace kinfold {

struct HnswBuildOptions {
  std::size_t m = 16;                 // maximum links per item; twice as many on the lowest level
  std::size_t ef_construction = 200;  // size of the candidate list during insertion
};

class HnswGraph {
 public:
  // Builds the graph. Vectors should have equal norms, otherwise some items are never found. row(id, to) writes the
  // vector of an item to a buffer of `width` zeros; it is called from several threads. The order of insertion, and so
  // the graph, depends on thread timing.
  HnswGraph(std::span<const Id> items, std::size_t width, const std::function<void(Id, float*)>& row,
            HnswBuildOptions options, Pool& pool);

  std::size_t size() const { return items_.size(); }
  std::size_t width() const { return items_.width(); }
  // Approximately the items with the largest inner products, best first. Thread-safe.
  std::vector<Id> search_knn(const BFloat16* query, const HnswSearchOptions& options) const;

  void save(const std::string& path, const std::map<std::string, std::string>& metadata) const;
  // Loads a graph that save() wrote. Throws an Error if the file is damaged or contains ids >= `ids`.
  HnswGraph(const TensorReader& file, std::size_t ids);

 private:
  // The links of one level. `item` is ascending.
  struct Level {
    std::vector<Id> item, link;
    std::vector<std::uint64_t> begin{0};

    void add(Id n, std::span<const Id> links);
    std::span<const Id> links(std::size_t at) const {
      return {link.data() + begin[at], std::size_t(begin[at + 1] - begin[at])};
    }
  };
  Level lowest() const;
  Id descend(const BFloat16* query) const;

  HnswLayout items_;                 // lowest level, in depth-first order
  std::vector<Id> id_;               // id of each item
  std::vector<Level> upper_levels_;  // from low to high; each level is a subset of the one below
};

}  // namespace kinfold
