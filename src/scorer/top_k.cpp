#include "scorer/top_k.h"

#include <algorithm>
#include <cmath>

#include "core/scan.h"

namespace kinfold {
namespace {

// A block's scores and the panels that they come from stay in the second cache.
constexpr std::size_t kQueries = 96, kCandidates = 512;

bool better(const Scored& a, const Scored& b) { return a.score > b.score || (a.score == b.score && a.id < b.id); }

// Some queries against all candidates, a block of candidates at a time.
class Block {
 public:
  Block(const Candidates& candidates, std::span<const Query> queries, std::size_t k, std::span<Ranked> ranked)
      : candidates_(candidates),
        queries_(queries),
        ranked_(ranked),
        vectors_(queries.size(), candidates.rank() + 1),
        scores_(queries.size() * kCandidates),
        left_out_(queries.size()),
        next_(queries.size()),
        best_(queries.size(), TopK(k)) {
    for (std::size_t q = 0; q < queries.size(); ++q) {
      std::copy_n(queries[q].vector, candidates.rank(), vectors_[Id(q)]);
      vectors_[Id(q)][candidates.rank()] = 1;  // meets the offset
      left_out_[q].assign(queries[q].left_out.begin(), queries[q].left_out.end());
      std::ranges::sort(left_out_[q]);
    }
  }

  void rank() {
    for (std::size_t first = 0; first < candidates_.size(); first += kCandidates) {
      const std::size_t count = std::min(kCandidates, candidates_.size() - first);
      product(vectors_[0], queries_.size(), vectors_.stride(), candidates_.panels(), first, count, scores_.data(),
              kCandidates);
      for (std::size_t q = 0; q < queries_.size(); ++q) look_at(q, Id(first), {&scores_[q * kCandidates], count});
    }
    for (std::size_t q = 0; q < queries_.size(); ++q) {
      ranked_[q].best = best_[q].sorted();
      ranked_[q].tied = best_[q].tied();
    }
  }

 private:
  void look_at(std::size_t q, Id first, std::span<float> scores) {
    const std::vector<Id>& out = left_out_[q];
    for (; next_[q] < out.size() && out[next_[q]] < first + scores.size(); ++next_[q])
      scores[out[next_[q]] - first] = kLeftOut;
    best_[q].take(scores, first);
    if (!std::isfinite(queries_[q].mark)) return;
    const Standing standing = count_against(scores, queries_[q].mark);
    ranked_[q].above += standing.above;
    ranked_[q].equal += standing.equal;
  }

  const Candidates& candidates_;
  std::span<const Query> queries_;
  std::span<Ranked> ranked_;
  Table vectors_;
  std::vector<float> scores_;
  std::vector<std::vector<Id>> left_out_;
  std::vector<std::size_t> next_;  // the first of left_out_ that lies ahead
  std::vector<TopK> best_;
};

}  // namespace

void TopK::take(std::span<const float> scores, Id first) {
  if (k_ == 0) return;
  std::size_t at = 0;
  for (;;) {
    const float threshold = heap_.size() < k_ ? std::numeric_limits<float>::lowest() : heap_.front().score;
    at = next_at_least(scores, at, threshold);
    if (at == scores.size()) return;
    if (heap_.size() == k_ && scores[at] == threshold)
      ++tied_;
    else
      push({first + Id(at), scores[at]});
    ++at;
  }
}

void TopK::push(Scored candidate) {
  if (heap_.size() == k_) {
    const float worst = heap_.front().score;
    std::ranges::pop_heap(heap_, better);
    heap_.back() = candidate;
    std::ranges::push_heap(heap_, better);
    tied_ = heap_.front().score == worst ? tied_ + 1 : 0;
    return;
  }
  heap_.push_back(candidate);
  std::ranges::push_heap(heap_, better);
}

std::vector<Scored> TopK::sorted() const {
  std::vector<Scored> result = heap_;
  std::ranges::sort(result, better);
  return result;
}

Candidates::Candidates(const Table& vectors, std::span<const float> offsets)
    : panels_(vectors.rows(), vectors.rank() + 1) {
  if (vectors.rows() > 0) panels_.set_rows(0, vectors[0], vectors.rows(), vectors.stride(), vectors.rank());
  for (std::size_t id = 0; id < offsets.size(); ++id) panels_.set(id, vectors.rank(), offsets[id]);
}

std::vector<float> Candidates::scores(const float* query, std::span<const Id> ids) const {
  std::vector<float> whole(query, query + rank()), result(ids.size());
  whole.push_back(1);
  Panels chosen(ids.size(), rank() + 1);
  for (std::size_t i = 0; i < ids.size(); ++i)
    for (std::size_t k = 0; k <= rank(); ++k) chosen.set(i, k, panels_.get(ids[i], k));
  product(whole.data(), 1, whole.size(), chosen, 0, ids.size(), result.data(), ids.size());
  return result;
}

std::vector<Ranked> top_k(const Candidates& candidates, std::span<const Query> queries, std::size_t k, Pool& pool) {
  std::vector<Ranked> ranked(queries.size());
  pool.run((queries.size() + kQueries - 1) / kQueries, [&](std::size_t block) {
    const std::size_t first = block * kQueries, count = std::min(kQueries, queries.size() - first);
    Block(candidates, queries.subspan(first, count), k, std::span(ranked).subspan(first, count)).rank();
  });
  return ranked;
}

}  // namespace kinfold
