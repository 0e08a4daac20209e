#include "topk/top_k.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace kinfold {
namespace {

// Block sizes for which the scores of a block and its candidates fit in the L2 cache.
constexpr std::size_t kQueries = 96, kCandidates = 512;

bool better(const ScoredId& a, const ScoredId& b) { return a.score > b.score || (a.score == b.score && a.id < b.id); }

// Ranks all candidates for a block of queries, one block of candidates at a time. Without a sieve, all candidates are
// scored. With a sieve, the first block is scored and of the others only the candidates whose bounds reach the
// threshold. If only target ranks are requested, a candidate is scored only if its bound does not decide whether it is
// above the target.
class QueryBlockRanker {
 public:
  QueryBlockRanker(const Candidates& candidates, std::span<const TopKQuery> queries, std::size_t k,
                   std::span<RankedCandidates> ranked)
      : candidates_(candidates),
        queries_(queries),
        ranked_(ranked),
        targets_only_(k == 0 && std::ranges::all_of(queries, has_targets)),
        sieve_(targets_only_ || uses_sieve(candidates, queries, k) ? candidates.sieve() : nullptr),
        vectors_(queries.size(), candidates.rank() + 1),
        scores_(queries.size() * kCandidates),
        excluded_(queries.size()),
        next_(queries.size()),
        best_(queries.size(), TopK(k)) {
    for (std::size_t q = 0; q < queries.size(); ++q) {
      ranked_[q].target_ranks.resize(queries[q].targets.size());
      std::copy_n(queries[q].vector, candidates.rank(), vectors_[Id(q)]);
      vectors_[Id(q)][candidates.rank()] = 1;  // multiplies the offset
      excluded_[q].assign(queries[q].excluded.begin(), queries[q].excluded.end());
      std::ranges::sort(excluded_[q]);
    }
    if (!sieve_) return;
    bf16_queries_.resize(queries.size() * sieve_->width());
    for (std::size_t q = 0; q < queries.size(); ++q) sieve_->query(queries[q].vector, bf16_query(q));
  }

  void rank() {
    for (std::size_t first = 0; first < candidates_.size(); first += kCandidates) {
      const std::size_t count = std::min(kCandidates, candidates_.size() - first);
      if (sieve_ && targets_only_)
        count_targets(Id(first), count);
      else if (sieve_ && first > 0)
        score_above_threshold(Id(first), count);
      else
        score(Id(first), count);
    }
    for (std::size_t q = 0; q < queries_.size(); ++q) {
      ranked_[q].best = best_[q].sorted();
      ranked_[q].tied = best_[q].tied();
    }
  }

 private:
  static bool has_targets(const TopKQuery& query) {
    return !query.targets.empty() &&
           std::ranges::all_of(query.targets, [](float target) { return std::isfinite(target); });
  }

  // A sieve pays off for a small k. Targets together with a top k need every score.
  static bool uses_sieve(const Candidates& candidates, std::span<const TopKQuery> queries, std::size_t k) {
    return k > 0 && k * 16 <= candidates.size() &&
           std::ranges::all_of(queries, [](const TopKQuery& query) { return query.targets.empty(); });
  }

  void score(Id first, std::size_t count) {
    product(vectors_[0], queries_.size(), vectors_.stride(), candidates_.panels(), first, count, scores_.data(),
            kCandidates);
    for (std::size_t q = 0; q < queries_.size(); ++q) take_scores(q, first, {&scores_[q * kCandidates], count});
  }

  void score_above_threshold(Id first, std::size_t count) {
    bound(first, count);
    for (std::size_t q = 0; q < queries_.size(); ++q) {
      const std::span<float> bounds(&scores_[q * kCandidates], count);
      exclude(q, first, bounds, [](Id, float) {});
      const float threshold = best_[q].threshold();
      for (std::size_t at = 0; (at = next_at_least(bounds, at, threshold)) < count; ++at)
        pass(q, first + Id(at), {q, nullptr, 0});
    }
    score_passed();
    for (std::size_t n = 0; n < passed_.size(); ++n)
      best_[passed_request_[n].query].take({&passed_score_[n], 1}, passed_[n]);
  }

  void count_targets(Id first, std::size_t count) {
    bound(first, count);
    const Sieve::Norms max_norms = sieve_->max_norms(first, count);
    for (std::size_t q = 0; q < queries_.size(); ++q) {
      const std::span<float> bounds(&scores_[q * kCandidates], count);
      const float slack = sieve_->slack(bf16_query(q), max_norms);
      exclude(q, first, bounds, [&](Id id, float bound) {
        for (std::size_t m = 0; m < queries_[q].targets.size(); ++m) {
          const float target = queries_[q].targets[m];
          RankCounts& counts = ranked_[q].target_ranks[m].excluded;
          if (bound > certainly_above(target, slack))
            ++counts.above;
          else if (bound >= target)
            pass(q, id, {q, &counts, target});
        }
      });
      for (std::size_t m = 0; m < queries_[q].targets.size(); ++m) {
        const float target = queries_[q].targets[m], sure = certainly_above(target, slack);
        RankCounts& counts = ranked_[q].target_ranks[m].eligible;
        counts.above += rank_counts(bounds, sure).above;
        for (std::size_t at = 0; (at = next_between(bounds, at, target, sure)) < count; ++at)
          pass(q, first + Id(at), {q, &counts, target});
      }
    }
    score_passed();
    for (std::size_t n = 0; n < passed_.size(); ++n)
      passed_request_[n].counts->add(passed_score_[n], passed_request_[n].target);
  }

  // A score is above the target if its bound is above this value.
  static float certainly_above(float target, float slack) {
    return std::nextafter(target + slack, std::numeric_limits<float>::infinity());
  }

  std::span<BFloat16> bf16_query(std::size_t q) {
    return std::span(bf16_queries_).subspan(q * sieve_->width(), sieve_->width());
  }

  void bound(Id first, std::size_t count) {
    sieve_->bounds(bf16_queries_, first, count, scores_.data(), kCandidates);
    passed_.clear();
    passed_query_.clear();
    passed_request_.clear();
  }

  // A candidate to be scored exactly, for the top k of a query or for the rank of a target.
  struct ScoreRequest {
    std::size_t query;
    RankCounts* counts;
    float target;
  };
  void pass(std::size_t q, Id id, const ScoreRequest& request) {
    passed_.push_back(id);
    passed_query_.push_back(queries_[q].vector);
    passed_request_.push_back(request);
  }
  void score_passed() { candidates_.pair_scores(passed_query_, passed_, passed_score_); }

  // Sets the scores of excluded candidates to kExcluded. Calls body(id, score) for each with its score or bound.
  template <class Body>
  void exclude(std::size_t q, Id first, std::span<float> scores, const Body& body) {
    const std::vector<Id>& out = excluded_[q];
    for (; next_[q] < out.size() && out[next_[q]] < first + scores.size(); ++next_[q]) {
      float& score = scores[out[next_[q]] - first];
      if (next_[q] == 0 || out[next_[q]] != out[next_[q] - 1]) body(out[next_[q]], score);
      score = kExcluded;
    }
  }

  void take_scores(std::size_t q, Id first, std::span<float> scores) {
    exclude(q, first, scores, [&](Id, float score) { ranked_[q].add_excluded(queries_[q].targets, score); });
    best_[q].take(scores, first);
    ranked_[q].add_scores(queries_[q].targets, scores);
  }

  const Candidates& candidates_;
  std::span<const TopKQuery> queries_;
  std::span<RankedCandidates> ranked_;
  bool targets_only_;  // only target ranks are requested, by all queries
  const Sieve* sieve_;
  Matrix vectors_;
  std::vector<BFloat16> bf16_queries_;
  std::vector<float> scores_;
  std::vector<std::vector<Id>> excluded_;
  std::vector<std::size_t> next_;  // position in excluded_
  std::vector<TopK> best_;
  std::vector<Id> passed_;  // candidates of the block to be scored
  std::vector<const float*> passed_query_;
  std::vector<ScoreRequest> passed_request_;
  std::vector<float> passed_score_;
};

}  // namespace

void RankedCandidates::add_scores(std::span<const float> targets, std::span<const float> scores) {
  for (std::size_t m = 0; m < targets.size(); ++m)
    if (std::isfinite(targets[m])) target_ranks[m].eligible.add(rank_counts(scores, targets[m]));
}

void RankedCandidates::add_excluded(std::span<const float> targets, float score) {
  for (std::size_t m = 0; m < targets.size(); ++m) target_ranks[m].excluded.add(score, targets[m]);
}

void TopK::take(std::span<const float> scores, Id first) {
  if (k_ == 0) return;
  std::size_t at = 0;
  for (;;) {
    const float limit = threshold();
    at = next_at_least(scores, at, limit);
    if (at == scores.size()) return;
    if (heap_.size() == k_ && scores[at] == limit)
      ++tied_;
    else
      push({first + Id(at), scores[at]});
    ++at;
  }
}

float TopK::threshold() const { return heap_.size() < k_ ? std::numeric_limits<float>::lowest() : heap_.front().score; }

void TopK::push(ScoredId candidate) {
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

std::vector<ScoredId> TopK::sorted() const {
  std::vector<ScoredId> result = heap_;
  std::ranges::sort(result, better);
  return result;
}

Candidates::Candidates(const Matrix& vectors, std::span<const float> offsets)
    : vectors_(vectors), offsets_(offsets.begin(), offsets.end()), panels_(vectors.rows(), vectors.rank() + 1) {
  if (vectors.rows() > 0) panels_.set_rows(0, vectors[0], vectors.rows(), vectors.stride(), vectors.rank());
  for (std::size_t id = 0; id < offsets.size(); ++id) panels_.set(id, vectors.rank(), offsets[id]);
  if (prefers_bfloat16_products() && vectors.rows() > kCandidates) sieve_.emplace(vectors, offsets);
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

std::vector<RankedCandidates> top_k(const Candidates& candidates, std::span<const TopKQuery> queries, std::size_t k,
                                    Pool& pool) {
  std::vector<RankedCandidates> ranked(queries.size());
  pool.run((queries.size() + kQueries - 1) / kQueries, [&](std::size_t block) {
    const std::size_t first = block * kQueries, count = std::min(kQueries, queries.size() - first);
    QueryBlockRanker(candidates, queries.subspan(first, count), k, std::span(ranked).subspan(first, count)).rank();
  });
  return ranked;
}

}  // namespace kinfold
