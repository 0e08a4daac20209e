#include "serve/recommend.h"

#include <algorithm>
#include <cmath>

#include "core/vector.h"

namespace kinfold {

namespace {

// The k best of scores[0 ... n), best first, equal scores by id; ids for which skip(id) holds are left out.
template <class Skip>
std::vector<Scored> top_k(const std::vector<float>& scores, std::size_t k, Skip skip) {
  const auto better = [](const Scored& a, const Scored& b) {
    return a.score > b.score || (a.score == b.score && a.id < b.id);
  };
  std::vector<Scored> heap;  // the worst of the best on top
  for (Id id = 0; id < scores.size() && k > 0; ++id) {
    const Scored here{id, scores[id]};
    if (heap.size() == k && !better(here, heap.front())) continue;
    if (skip(id)) continue;
    if (heap.size() == k) {
      std::ranges::pop_heap(heap, better);
      heap.pop_back();
    }
    heap.push_back(here);
    std::ranges::push_heap(heap, better);
  }
  std::ranges::sort_heap(heap, better);
  return heap;
}

}  // namespace

std::vector<Scored> recommend(const Model& model, Id user, std::size_t top, bool include_seen, std::size_t least) {
  const Factors scorer = model.scorer();
  std::vector<float> scores(model.items.size());
  dots(scorer.query(user), model.items.factors, 0, scores);
  for (Id item = 0; item < scores.size(); ++item) scores[item] += scorer.left_offset(user) + scorer.right_offset(item);
  std::vector<bool> seen(scores.size());
  if (!include_seen)
    for (std::uint64_t at = model.history.begin[user]; at < model.history.begin[user + 1]; ++at)
      seen[model.history.item[at]] = true;
  least = std::max<std::size_t>(least, 1);
  return top_k(scores, top, [&](Id item) { return seen[item] || model.item_counts[item] < least; });
}

std::vector<Scored> similar(const Model& model, const std::string& side, Id row, std::size_t top, std::size_t least) {
  const bool users = side == "user";
  const Table& table = users ? model.users.factors : model.items.factors;
  std::vector<float> scores(table.rows());
  dots(table[row], table, 0, scores);
  const float own = std::sqrt(scores[row]);
  const auto rows_of = [&](Id id) -> std::size_t {
    return users ? model.history.begin[id + 1] - model.history.begin[id] : model.item_counts[id];
  };
  if (rows_of(row) == 0 || !(own > 0))
    throw Error(side + " '" + std::string((users ? model.user_ids : model.item_ids)[row]) + "' has no learned vector",
                "",
                model.rank() == 0 ? "a model of kind '" + model.kind + "' has no vectors; train --model mf"
                                  : "training showed no ratings of it");
  for (Id id = 0; id < scores.size(); ++id) {
    const float length = std::sqrt(dot(table[id], table[id], table.stride()));
    scores[id] = length > 0 ? scores[id] / (own * length) : 0;
  }
  least = std::max<std::size_t>(least, 1);
  return top_k(scores, top, [&](Id id) { return id == row || rows_of(id) < least; });
}

Id find_id(const Model& model, const std::string& side, const std::string& id) {
  const Vocabulary& ids = side == "user" ? model.user_ids : model.item_ids;
  if (const auto row = ids.find(id)) return *row;
  const auto near = ids.closest_to(id);
  throw Error("there is no " + side + " '" + id + "' in this model", "--" + side,
              (near.empty() ? "" : "close ids: " + join(near) + "; ") + std::string("it knows ") +
                  std::to_string(ids.size()) + " " + side + "s, such as " + std::string(ids[0]));
}

}  // namespace kinfold
