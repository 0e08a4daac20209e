#include "topk/hnsw_graph.h"

#include <algorithm>
#include <numeric>

#include "core/bfloat16.h"

namespace kinfold {
namespace {

std::vector<Id> all_of(std::size_t count) {
  std::vector<Id> ids(count);
  std::iota(ids.begin(), ids.end(), Id{0});
  return ids;
}

bool is_sorted_subset(const std::vector<Id>& some, const std::vector<Id>& all) {
  return !some.empty() && std::ranges::is_sorted(some) &&
         std::includes(all.begin(), all.end(), some.begin(), some.end());
}

}  // namespace

void HnswGraph::Level::add(Id n, std::span<const Id> links) {
  item.push_back(n);
  link.insert(link.end(), links.begin(), links.end());
  begin.push_back(link.size());
}

std::vector<Id> HnswGraph::search_knn(const BFloat16* query, const HnswSearchOptions& options) const {
  if (size() == 0) return {};
  std::vector<Id> found = search_layer(items_, query, descend(query), options);
  for (Id& n : found) n = id_[n];
  return found;
}

// Greedy search on each upper level, until no neighbour is nearer.
Id HnswGraph::descend(const BFloat16* query) const {
  Id best = upper_levels_.empty() ? 0 : upper_levels_.back().item[0];
  float product = dot(query, items_.vector(best), items_.width());
  for (std::size_t level = upper_levels_.size(); level-- > 0;)
    for (bool improved = true; improved;) {
      improved = false;
      const std::vector<Id>& items = upper_levels_[level].item;
      const auto at = std::size_t(std::lower_bound(items.begin(), items.end(), best) - items.begin());
      const auto links = upper_levels_[level].links(at);
      for (const Id n : links) items_.prefetch_vector(n);
      for (const Id n : links)
        if (const float other = dot(query, items_.vector(n), items_.width()); other > product)
          product = other, best = n, improved = true;
    }
  return best;
}

HnswGraph::Level HnswGraph::lowest() const {
  Level level;
  for (Id n = 0; n < size(); ++n) level.add(n, items_.links(n));
  return level;
}

void HnswGraph::save(const std::string& path, const std::map<std::string, std::string>& metadata) const {
  std::vector<BFloat16> vectors(size() * width());
  for (Id n = 0; n < size(); ++n) std::copy_n(items_.vector(n), width(), &vectors[n * width()]);
  std::vector<Level> levels{lowest()};
  levels.insert(levels.end(), upper_levels_.begin(), upper_levels_.end());

  TensorWriter file;
  file.add("vectors", std::span<const BFloat16>(vectors), {size(), width()});
  file.add("id", std::span<const Id>(id_));
  for (std::size_t n = 0; n < levels.size(); ++n) {
    const std::string of = "level" + std::to_string(n) + ".";
    file.add(of + "item", std::span<const Id>(levels[n].item));
    file.add(of + "begin", std::span<const std::uint64_t>(levels[n].begin));
    file.add(of + "link", std::span<const Id>(levels[n].link));
  }
  file.write(path, metadata);
}

HnswGraph::HnswGraph(const TensorReader& file, std::size_t ids) : id_(file.get<Id>("id")) {
  const std::size_t count = id_.size();
  const auto check = [&](bool holds, const char* what) {
    if (!holds) file.damaged(what);
  };
  check(std::ranges::all_of(id_, [&](Id id) { return id < ids; }), "it contains items that are not in the model");
  for (std::size_t n = 0; file.has("level" + std::to_string(n) + ".item"); ++n) {
    const std::string of = "level" + std::to_string(n) + ".";
    const Level& level = upper_levels_.emplace_back(
        Level{file.get<Id>(of + "item"), file.get<Id>(of + "link"), file.get<std::uint64_t>(of + "begin")});
    check(level.begin.size() == level.item.size() + 1 && level.begin.front() == 0 &&
              level.begin.back() == level.link.size() && std::ranges::is_sorted(level.begin),
          "the offsets of its links are invalid");
    check(std::ranges::all_of(level.link, [&](Id to) { return std::ranges::binary_search(level.item, to); }),
          "it has links to items that do not exist");
    check(n == 0 ? level.item == all_of(count) : is_sorted_subset(level.item, upper_levels_[n - 1].item),
          "its levels do not contain the right items");
  }
  check(!upper_levels_.empty(), "it has no levels");
  const Level all = std::move(upper_levels_.front());
  upper_levels_.erase(upper_levels_.begin());
  if (count == 0) return;
  const auto vectors = file.get<BFloat16>("vectors");
  check(vectors.size() % (16 * count) == 0 && !vectors.empty(), "the size of its vectors is invalid");
  std::size_t max_links = 0;
  for (Id n = 0; n < count; ++n) max_links = std::max(max_links, all.links(n).size());
  items_ = HnswLayout(count, vectors.size() / count, max_links);
  for (Id n = 0; n < count; ++n) {
    std::copy_n(&vectors[n * width()], width(), items_.vector(n));
    items_.set_links(n, all.links(n));
  }
}

}  // namespace kinfold
