#include "kg/triple_ranking.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "core/chunks.h"
#include "kg/candidate_ranking.h"
#include "kg/graph_queries.h"

namespace kinfold {
namespace {

constexpr std::size_t kTaskBatch = 1 << 12;  // queries whose vectors are in memory at a time

double realistic_rank(const RankCounts& counts) { return 1 + double(counts.above) + double(counts.equal) / 2; }

// A query, the indices of the facts with this query, and the data to rank their answers.
struct RankingTask {
  TripleQuery query;
  std::vector<std::size_t> facts;
  std::vector<float> target_keys;  // ranking keys of the answers of the facts
  std::vector<Id> excluded;        // known answers, and the query entity if there are no self-loops
  bool entity_excluded = false;    // the query entity is excluded, and is not a known answer
  float entity_score = 0;
};

std::vector<RankingTask> make_tasks(std::span<const Triple> facts, TripleEnd end) {
  std::vector<std::size_t> order(facts.size());
  std::iota(order.begin(), order.end(), std::size_t(0));
  std::ranges::stable_sort(order, {}, [&](std::size_t n) { return query_of(facts[n], end); });
  std::vector<RankingTask> result;
  for (const std::size_t n : order) {
    const TripleQuery query = query_of(facts[n], end);
    if (result.empty() || result.back().query != query) result.emplace_back().query = query;
    result.back().facts.push_back(n);
  }
  return result;
}

// Ranks one end of facts among all entities.
class EndRanker {
 public:
  EndRanker(const GraphModel& model, const GraphQueries& queries, const CandidateRanker& entities,
            std::span<const Triple> facts, const FilterIndex& filter, std::vector<FactRanks>& ranks)
      : model_(model), queries_(queries), entities_(entities), facts_(facts), filter_(filter), ranks_(ranks) {}

  void rank(std::span<RankingTask> batch, Pool& pool) {
    Matrix vectors(batch.size(), queries_.scorer().dims().query);
    parallel_for(
        pool, batch.size(), [&](std::size_t n) { prepare(batch[n], vectors[Id(n)]); }, 64);
    std::vector<TopKQuery> queries;
    for (std::size_t n = 0; n < batch.size(); ++n)
      queries.push_back({vectors[Id(n)], batch[n].excluded, batch[n].target_keys});
    const std::vector<RankedCandidates> ranked = entities_.top_k(queries, 0, pool);
    for (std::size_t n = 0; n < batch.size(); ++n)
      for (std::size_t m = 0; m < batch[n].facts.size(); ++m)
        ranks_[batch[n].facts[m]][std::size_t(batch[n].query.end)] = rank_at(batch[n], m, ranked[n].target_ranks[m]);
  }

 private:
  Id answer(const RankingTask& task, std::size_t m) const { return answer_of(facts_[task.facts[m]], task.query.end); }

  void prepare(RankingTask& task, float* vector) const {
    queries_.query(task.query, vector);
    std::vector<Id> answers;
    for (std::size_t m = 0; m < task.facts.size(); ++m) answers.push_back(answer(task, m));
    task.target_keys = entities_.ranking_keys(vector, answers);
    const std::span<const Id> known_answers = filter_.find(task.query);
    task.excluded.assign(known_answers.begin(), known_answers.end());
    const Id entity = task.query.entity;
    if (model_.self_loops || std::ranges::binary_search(known_answers, entity)) return;
    task.entity_excluded = true;
    task.entity_score = entities_.ranking_keys(vector, {&entity, 1})[0];
    task.excluded.push_back(entity);
  }

  // Removes the fact's own answer and an excluded query entity from the counts. Known answers count for the raw rank
  // only.
  EntityRank rank_at(const RankingTask& task, std::size_t m, TargetRank target_rank) const {
    const Id answer_entity = answer(task, m);
    const bool is_entity = answer_entity == task.query.entity, entity_is_excluded = task.entity_excluded && !is_entity;
    const bool is_filtered =
        (task.entity_excluded && is_entity) || std::ranges::binary_search(filter_.find(task.query), answer_entity);
    if (!std::isfinite(task.target_keys[m]))
      return {double(entities_.size() - entity_is_excluded),
              double(entities_.size() - task.excluded.size() + is_filtered)};
    --(is_filtered ? target_rank.excluded : target_rank.eligible).equal;
    RankCounts excluded;
    if (entity_is_excluded) excluded.add(task.entity_score, task.target_keys[m]);
    const double filtered = realistic_rank(target_rank.eligible);
    const double above = double(target_rank.excluded.above - excluded.above),
                 equal = double(target_rank.excluded.equal - excluded.equal);
    return {filtered + above + equal / 2, filtered};
  }

  const GraphModel& model_;
  const GraphQueries& queries_;
  const CandidateRanker& entities_;
  std::span<const Triple> facts_;
  const FilterIndex& filter_;
  std::vector<FactRanks>& ranks_;
};

}  // namespace

std::vector<FactRanks> rank_facts(const GraphModel& model, std::span<const Triple> facts, const FilterIndex& filter,
                                  Pool& pool) {
  const GraphQueries graph_queries(model);
  const RelationalScorer& scorer = graph_queries.scorer();
  std::vector<FactRanks> ranks(facts.size());
  std::optional<CandidateRanker> entities;  // shared by both ends if they use the same columns of the rows
  for (const TripleEnd end : {TripleEnd::kTail, TripleEnd::kHead}) {
    const std::size_t first_column = scorer.candidate_begin(model.resolve_inverses({0, 0, end}).end);
    if (!entities || first_column != entities->first_column())
      entities.emplace(scorer.similarity(), model.tables.entity, first_column, scorer.dims().query);
    EndRanker ranker(model, graph_queries, *entities, facts, filter, ranks);
    std::vector<RankingTask> tasks = make_tasks(facts, end);
    for (std::size_t first = 0; first < tasks.size(); first += kTaskBatch)
      ranker.rank(std::span(tasks).subspan(first, std::min(kTaskBatch, tasks.size() - first)), pool);
  }
  return ranks;
}

}  // namespace kinfold
