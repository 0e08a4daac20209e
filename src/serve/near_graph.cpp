#include "serve/near_graph.h"

#include <algorithm>
#include <numeric>

#include "core/half.h"

namespace kinfold {
namespace {

std::vector<Id> all_of(std::size_t count) {
  std::vector<Id> ids(count);
  std::iota(ids.begin(), ids.end(), Id{0});
  return ids;
}

bool is_among(const std::vector<Id>& some, const std::vector<Id>& all) {
  return !some.empty() && std::ranges::is_sorted(some) &&
         std::includes(all.begin(), all.end(), some.begin(), some.end());
}

}  // namespace

void NearGraph::Level::add(Id n, std::span<const Id> links) {
  item.push_back(n);
  link.insert(link.end(), links.begin(), links.end());
  begin.push_back(link.size());
}

std::vector<Id> NearGraph::near_best(const Half* query, const NearRule& rule) const {
  if (size() == 0) return {};
  std::vector<Id> found = search_near(items_, query, descend(query), rule);
  for (Id& n : found) n = id_[n];
  return found;
}

// On each level to where no neighbour is nearer.
Id NearGraph::descend(const Half* query) const {
  Id best = above_.empty() ? 0 : above_.back().item[0];
  float product = dot(query, items_.vector(best), items_.width());
  for (std::size_t level = above_.size(); level-- > 0;)
    for (bool moved = true; moved;) {
      moved = false;
      const std::vector<Id>& items = above_[level].item;
      const auto at = std::size_t(std::lower_bound(items.begin(), items.end(), best) - items.begin());
      const auto links = above_[level].links(at);
      for (const Id n : links) items_.fetch_vector(n);
      for (const Id n : links)
        if (const float other = dot(query, items_.vector(n), items_.width()); other > product)
          product = other, best = n, moved = true;
    }
  return best;
}

NearGraph::Level NearGraph::lowest() const {
  Level level;
  for (Id n = 0; n < size(); ++n) level.add(n, items_.links(n));
  return level;
}

void NearGraph::save(const std::string& path, const std::map<std::string, std::string>& metadata) const {
  std::vector<Half> vectors(size() * width());
  for (Id n = 0; n < size(); ++n) std::copy_n(items_.vector(n), width(), &vectors[n * width()]);
  std::vector<Level> levels{lowest()};
  levels.insert(levels.end(), above_.begin(), above_.end());

  TensorWriter file;
  file.add("vectors", std::span<const Half>(vectors), {size(), width()});
  file.add("id", std::span<const Id>(id_));
  for (std::size_t n = 0; n < levels.size(); ++n) {
    const std::string of = "level" + std::to_string(n) + ".";
    file.add(of + "item", std::span<const Id>(levels[n].item));
    file.add(of + "begin", std::span<const std::uint64_t>(levels[n].begin));
    file.add(of + "link", std::span<const Id>(levels[n].link));
  }
  file.write(path, metadata);
}

NearGraph::NearGraph(const TensorReader& file, std::size_t ids) : id_(file.get<Id>("id")) {
  const std::size_t count = id_.size();
  const auto check = [&](bool holds, const char* what) {
    if (!holds) file.damaged(what);
  };
  check(std::ranges::all_of(id_, [&](Id id) { return id < ids; }), "it has items that the model lacks");
  for (std::size_t n = 0; file.has("level" + std::to_string(n) + ".item"); ++n) {
    const std::string of = "level" + std::to_string(n) + ".";
    const Level& level = above_.emplace_back(
        Level{file.get<Id>(of + "item"), file.get<Id>(of + "link"), file.get<std::uint64_t>(of + "begin")});
    check(level.begin.size() == level.item.size() + 1 && level.begin.front() == 0 &&
              level.begin.back() == level.link.size() && std::ranges::is_sorted(level.begin),
          "its links are not where they should be");
    check(std::ranges::all_of(level.link, [&](Id to) { return std::ranges::binary_search(level.item, to); }),
          "it has links to nowhere");
    check(n == 0 ? level.item == all_of(count) : is_among(level.item, above_[n - 1].item), "it lacks items");
  }
  check(!above_.empty(), "it has no links");
  const Level all = std::move(above_.front());
  above_.erase(above_.begin());
  if (count == 0) return;
  const auto vectors = file.get<Half>("vectors");
  check(vectors.size() % (16 * count) == 0 && !vectors.empty(), "its vectors have no width");
  std::size_t most = 0;
  for (Id n = 0; n < count; ++n) most = std::max(most, all.links(n).size());
  items_ = LinkedItems(count, vectors.size() / count, most);
  for (Id n = 0; n < count; ++n) {
    std::copy_n(&vectors[n * width()], width(), items_.vector(n));
    items_.set_links(n, all.links(n));
  }
}

}  // namespace kinfold
