#include "graph/sample.h"

#include <algorithm>
#include <unordered_map>

namespace kinfold {
namespace {

class Walk {
 public:
  Walk(const Sparse& mix, std::size_t count, Random random) : mix_(mix), count_(count), random_(random) {}

  void start(std::span<const Id> targets) {
    for (const Id node : targets) place_of(node);
  }

  // Rows of all nodes that have none yet.
  void hop() {
    const std::size_t end = found_.nodes.size();
    for (std::size_t at = found_.mix.rows(); at < end; ++at) draw(found_.nodes[at]);
  }

  Neighbourhood finish() {
    for (std::size_t at = found_.mix.rows(); at < found_.nodes.size(); ++at) {
      add(found_.nodes[at], 1);
      found_.mix.close();
    }
    found_.mix.columns = found_.nodes.size();
    return std::move(found_);
  }

 private:
  Id place_of(Id node) {
    const auto [at, is_new] = places_.try_emplace(node, Id(found_.nodes.size()));
    if (is_new) found_.nodes.push_back(node);
    return at->second;
  }
  void add(Id node, float value) {
    found_.mix.column.push_back(place_of(node));
    found_.mix.value.push_back(value);
  }

  void draw(Id node) {
    others_.clear();
    for (std::uint64_t at = mix_.begin[node]; at < mix_.begin[node + 1]; ++at)
      if (mix_.column[at] == node)
        add(node, mix_.value[at]);
      else
        others_.push_back(at);
    const std::size_t all = others_.size(), drawn = count_ == 0 ? all : std::min(count_, all);
    // The first of a shuffle, in the table's order.
    for (std::size_t n = 0; n < drawn && drawn < all; ++n) std::swap(others_[n], others_[n + random_.below(all - n)]);
    std::sort(others_.begin(), others_.begin() + std::ptrdiff_t(drawn));
    for (std::size_t n = 0; n < drawn; ++n)
      add(mix_.column[others_[n]], mix_.value[others_[n]] * float(all) / float(drawn));
    found_.mix.close();
  }

  const Sparse& mix_;
  std::size_t count_;
  Random random_;
  Neighbourhood found_;
  std::unordered_map<Id, Id> places_;
  std::vector<std::uint64_t> others_;
};

}  // namespace

Neighbourhood neighbourhood(const Sparse& mix, std::span<const Id> targets, std::size_t hops, std::size_t count,
                            Random random) {
  Walk walk(mix, count, random);
  walk.start(targets);
  for (std::size_t hop = 0; hop < hops; ++hop) walk.hop();
  return walk.finish();
}

Sparse rows_of(const Sparse& table, std::span<const Id> rows) {
  Sparse part;
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
