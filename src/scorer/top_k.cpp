#include "scorer/top_k.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace kinfold {
namespace {

// A block's scores and the panels that they come from stay in the second cache.
constexpr std::size_t kQueries = 96, kCandidates = 512;

bool better(const Scored& a, const Scored& b) { return a.score > b.score || (a.score == b.score && a.id < b.id); }

// Some queries against all candidates, a block of candidates at a time. The first block is scored as it is; of the
// others, where there is a sieve, those that pass it. Where places of marks alone are asked for, all blocks are sifted:
// scored are those of which the bounds do not tell whether they lie above.
class Block {
 public:
  Block(const Candidates& candidates, std::span<const Query> queries, std::size_t k, std::span<Ranked> ranked)
      : candidates_(candidates),
        queries_(queries),
        ranked_(ranked),
        marked_(k == 0 && std::ranges::all_of(queries, has_places)),
        sieve_(marked_ || sifts(candidates, queries, k) ? candidates.sieve() : nullptr),
        vectors_(queries.size(), candidates.rank() + 1),
        scores_(queries.size() * kCandidates),
        left_out_(queries.size()),
        next_(queries.size()),
        best_(queries.size(), TopK(k)) {
    for (std::size_t q = 0; q < queries.size(); ++q) {
      ranked_[q].places.resize(queries[q].marks.size());
      std::copy_n(queries[q].vector, candidates.rank(), vectors_[Id(q)]);
      vectors_[Id(q)][candidates.rank()] = 1;  // meets the offset
      left_out_[q].assign(queries[q].left_out.begin(), queries[q].left_out.end());
      std::ranges::sort(left_out_[q]);
    }
    if (!sieve_) return;
    halves_.resize(queries.size() * sieve_->width());
    for (std::size_t q = 0; q < queries.size(); ++q) sieve_->query(queries[q].vector, halves_of(q));
  }

  void rank() {
    for (std::size_t first = 0; first < candidates_.size(); first += kCandidates) {
      const std::size_t count = std::min(kCandidates, candidates_.size() - first);
      if (sieve_ && marked_)
        place(Id(first), count);
      else if (sieve_ && first > 0)
        sift(Id(first), count);
      else
        score(Id(first), count);
    }
    for (std::size_t q = 0; q < queries_.size(); ++q) {
      ranked_[q].best = best_[q].sorted();
      ranked_[q].tied = best_[q].tied();
    }
  }

 private:
  static bool has_places(const Query& query) {
    return !query.marks.empty() && std::ranges::all_of(query.marks, [](float mark) { return std::isfinite(mark); });
  }

  // A sieve is worth while for few of many; marks beside them need every score.
  static bool sifts(const Candidates& candidates, std::span<const Query> queries, std::size_t k) {
    return k > 0 && k * 16 <= candidates.size() &&
           std::ranges::all_of(queries, [](const Query& query) { return query.marks.empty(); });
  }

  void score(Id first, std::size_t count) {
    product(vectors_[0], queries_.size(), vectors_.stride(), candidates_.panels(), first, count, scores_.data(),
            kCandidates);
    for (std::size_t q = 0; q < queries_.size(); ++q) look_at(q, first, {&scores_[q * kCandidates], count});
  }

  void sift(Id first, std::size_t count) {
    bound(first, count);
    for (std::size_t q = 0; q < queries_.size(); ++q) {
      const std::span<float> bounds(&scores_[q * kCandidates], count);
      leave_out(q, first, bounds, [](Id, float) {});
      const float threshold = best_[q].threshold();
      for (std::size_t at = 0; (at = next_at_least(bounds, at, threshold)) < count; ++at)
        pass(q, first + Id(at), {q, nullptr, 0});
    }
    score_passed();
    for (std::size_t n = 0; n < passed_.size(); ++n)
      best_[passed_for_[n].query].take({&passed_score_[n], 1}, passed_[n]);
  }

  void place(Id first, std::size_t count) {
    bound(first, count);
    const Sieve::Lengths greatest = sieve_->greatest(first, count);
    for (std::size_t q = 0; q < queries_.size(); ++q) {
      const std::span<float> bounds(&scores_[q * kCandidates], count);
      const float slack = sieve_->slack(halves_of(q), greatest);
      leave_out(q, first, bounds, [&](Id id, float bound) {
        for (std::size_t m = 0; m < queries_[q].marks.size(); ++m) {
          const float mark = queries_[q].marks[m];
          Standing& standing = ranked_[q].places[m].left_out;
          if (bound > surely_above(mark, slack))
            ++standing.above;
          else if (bound >= mark)
            pass(q, id, {q, &standing, mark});
        }
      });
      for (std::size_t m = 0; m < queries_[q].marks.size(); ++m) {
        const float mark = queries_[q].marks[m], sure = surely_above(mark, slack);
        Standing& standing = ranked_[q].places[m].shown;
        standing.above += count_against(bounds, sure).above;
        for (std::size_t at = 0; (at = next_between(bounds, at, mark, sure)) < count; ++at)
          pass(q, first + Id(at), {q, &standing, mark});
      }
    }
    score_passed();
    for (std::size_t n = 0; n < passed_.size(); ++n)
      passed_for_[n].standing->add(passed_score_[n], passed_for_[n].mark);
  }

  // A score is above the mark where its bound is above this.
  static float surely_above(float mark, float slack) {
    return std::nextafter(mark + slack, std::numeric_limits<float>::infinity());
  }

  std::span<Half> halves_of(std::size_t q) { return std::span(halves_).subspan(q * sieve_->width(), sieve_->width()); }

  void bound(Id first, std::size_t count) {
    sieve_->bounds(halves_, first, count, scores_.data(), kCandidates);
    passed_.clear();
    passed_query_.clear();
    passed_for_.clear();
  }

  // Whose scores the bounds do not tell, and what they are for: the best of a query, or a standing against a mark.
  struct Purpose {
    std::size_t query;
    Standing* standing;
    float mark;
  };
  void pass(std::size_t q, Id id, const Purpose& purpose) {
    passed_.push_back(id);
    passed_query_.push_back(queries_[q].vector);
    passed_for_.push_back(purpose);
  }
  void score_passed() { candidates_.pair_scores(passed_query_, passed_, passed_score_); }

  // `see` is told of each, with the score or bound that it had.
  template <class See>
  void leave_out(std::size_t q, Id first, std::span<float> scores, const See& see) {
    const std::vector<Id>& out = left_out_[q];
    for (; next_[q] < out.size() && out[next_[q]] < first + scores.size(); ++next_[q]) {
      float& score = scores[out[next_[q]] - first];
      if (next_[q] == 0 || out[next_[q]] != out[next_[q] - 1]) see(out[next_[q]], score);
      score = kLeftOut;
    }
  }

  void look_at(std::size_t q, Id first, std::span<float> scores) {
    leave_out(q, first, scores, [&](Id, float score) { ranked_[q].place_left_out(queries_[q].marks, score); });
    best_[q].take(scores, first);
    ranked_[q].place(queries_[q].marks, scores);
  }

  const Candidates& candidates_;
  std::span<const Query> queries_;
  std::span<Ranked> ranked_;
  bool marked_;  // every query asks for places, and for nothing else
  const Sieve* sieve_;
  Table vectors_;
  std::vector<Half> halves_;
  std::vector<float> scores_;
  std::vector<std::vector<Id>> left_out_;
  std::vector<std::size_t> next_;  // the first of left_out_ that lies ahead
  std::vector<TopK> best_;
  std::vector<Id> passed_;  // of a block
  std::vector<const float*> passed_query_;
  std::vector<Purpose> passed_for_;
  std::vector<float> passed_score_;
};

}  // namespace

void Ranked::place(std::span<const float> marks, std::span<const float> scores) {
  for (std::size_t m = 0; m < marks.size(); ++m)
    if (std::isfinite(marks[m])) places[m].shown.add(count_against(scores, marks[m]));
}

void Ranked::place_left_out(std::span<const float> marks, float score) {
  for (std::size_t m = 0; m < marks.size(); ++m) places[m].left_out.add(score, marks[m]);
}

void TopK::take(std::span<const float> scores, Id first) {
  if (k_ == 0) return;
  std::size_t at = 0;
  for (;;) {
    const float bar = threshold();
    at = next_at_least(scores, at, bar);
    if (at == scores.size()) return;
    if (heap_.size() == k_ && scores[at] == bar)
      ++tied_;
    else
      push({first + Id(at), scores[at]});
    ++at;
  }
}

float TopK::threshold() const { return heap_.size() < k_ ? std::numeric_limits<float>::lowest() : heap_.front().score; }

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
    : vectors_(vectors), offsets_(offsets.begin(), offsets.end()), panels_(vectors.rows(), vectors.rank() + 1) {
  if (vectors.rows() > 0) panels_.set_rows(0, vectors[0], vectors.rows(), vectors.stride(), vectors.rank());
  for (std::size_t id = 0; id < offsets.size(); ++id) panels_.set(id, vectors.rank(), offsets[id]);
  if (prefers_half_products() && vectors.rows() > kCandidates) sieve_.emplace(vectors, offsets);
}

std::vector<float> Candidates::scores(const float* query, std::span<const Id> ids) const {
  std::vector<float> result;
  pair_scores(std::vector<const float*>(ids.size(), query), ids, result);
  return result;
}

void Candidates::pair_scores(std::span<const float* const> query, std::span<const Id> id,
                             std::vector<float>& out) const {
  std::vector<const float*> vector(id.size());
  for (std::size_t n = 0; n < id.size(); ++n) vector[n] = vectors_[id[n]];
  out.resize(id.size());
  pair_products(query, vector, rank(), out.data());
  for (std::size_t n = 0; n < id.size() && !offsets_.empty(); ++n) out[n] += offsets_[id[n]];
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
