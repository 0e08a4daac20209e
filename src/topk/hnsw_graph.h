// A graph of near items, level upon level (HNSW: Malkov, Yashunin 2016): all of them on the lowest, fewer and fewer
// above it. A search begins on the highest, and comes down near to what it looks for.
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
  std::size_t m = 16;                 // of each item on the lowest level twice as many, at most
  std::size_t ef_construction = 200;  // candidates that are kept in sight while an item is put in
};

class HnswGraph {
 public:
  // Near are those of great product; vectors should be equally long, or some are never found. `row(id, to)` writes the
  // vector of an item to `width` zeros, on any thread. The order of going in, and so the graph, depends on the threads.
  HnswGraph(std::span<const Id> items, std::size_t width, const std::function<void(Id, float*)>& row,
            HnswBuildOptions options, Pool& pool);

  std::size_t size() const { return items_.size(); }
  std::size_t width() const { return items_.width(); }
  // Items of great product that a search from above comes upon, best first.
  std::vector<Id> search_knn(const BFloat16* query, const HnswSearchOptions& options) const;

  void save(const std::string& path, const std::map<std::string, std::string>& metadata) const;
  // Of save(), for items with ids below `ids`; an Error where it is damaged.
  HnswGraph(const TensorReader& file, std::size_t ids);

 private:
  // Links of a level's items, which rise.
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

  HnswLayout items_;                 // in walking order
  std::vector<Id> id_;               // of each
  std::vector<Level> upper_levels_;  // lower ones first; an item of one is in all below it
};

}  // namespace kinfold
