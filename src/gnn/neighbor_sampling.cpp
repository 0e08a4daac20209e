#include "gnn/neighbor_sampling.h"

#include <algorithm>
#include <unordered_map>

namespace kinfold {
namespace {

class NeighborSampler {
 public:
  NeighborSampler(const CsrMatrix& adj, std::size_t count, Random random) : adj_(adj), count_(count), random_(random) {}

  void start(std::span<const Id> targets) {
    for (const Id node : targets) index_of(node);
  }

  // Samples the neighbours of all nodes that have no row yet.
  void hop() {
    const std::size_t end = subgraph_.nodes.size();
    for (std::size_t at = subgraph_.adj.rows(); at < end; ++at) sample_row(subgraph_.nodes[at]);
  }

  SampledSubgraph finish() {
    for (std::size_t at = subgraph_.adj.rows(); at < subgraph_.nodes.size(); ++at) {
      add(subgraph_.nodes[at], 1);
      subgraph_.adj.close();
    }
    subgraph_.adj.columns = subgraph_.nodes.size();
    return std::move(subgraph_);
  }

 private:
  Id index_of(Id node) {
    const auto [at, is_new] = indices_.try_emplace(node, Id(subgraph_.nodes.size()));
    if (is_new) subgraph_.nodes.push_back(node);
    return at->second;
  }
  void add(Id node, float value) {
    subgraph_.adj.column.push_back(index_of(node));
    subgraph_.adj.value.push_back(value);
  }

  void sample_row(Id node) {
    others_.clear();
    for (std::uint64_t at = adj_.begin[node]; at < adj_.begin[node + 1]; ++at)
      if (adj_.column[at] == node)
        add(node, adj_.value[at]);
      else
        others_.push_back(at);
    const std::size_t all = others_.size(), sample_size = count_ == 0 ? all : std::min(count_, all);
    // The first entries of a shuffle, sorted into the order of the row.
    for (std::size_t n = 0; n < sample_size && sample_size < all; ++n)
      std::swap(others_[n], others_[n + random_.below(all - n)]);
    std::sort(others_.begin(), others_.begin() + std::ptrdiff_t(sample_size));
    for (std::size_t n = 0; n < sample_size; ++n)
      add(adj_.column[others_[n]], adj_.value[others_[n]] * float(all) / float(sample_size));
    subgraph_.adj.close();
  }

  const CsrMatrix& adj_;
  std::size_t count_;
  Random random_;
  SampledSubgraph subgraph_;
  std::unordered_map<Id, Id> indices_;
  std::vector<std::uint64_t> others_;
};

}  // namespace

SampledSubgraph sample_neighbors(const CsrMatrix& adj, std::span<const Id> targets, std::size_t hops, std::size_t count,
                                 Random random) {
  NeighborSampler sampler(adj, count, random);
  sampler.start(targets);
  for (std::size_t hop = 0; hop < hops; ++hop) sampler.hop();
  return sampler.finish();
}

CsrMatrix index_select(const CsrMatrix& table, std::span<const Id> rows) {
  CsrMatrix part;
  part.columns = table.columns;
  for (const Id row : rows) {
    const auto columns = table.columns_of(row);
    const auto values = table.values_of(row);
    part.column.insert(part.column.end(), columns.begin(), columns.end());
    part.value.insert(part.value.end(), values.begin(), values.end());
    part.close();
  }
  return part;
}

}  // namespace kinfold
