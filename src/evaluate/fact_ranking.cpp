#include "evaluate/fact_ranking.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/chunks.h"
#include "model/graph_queries.h"
#include "scorer/meeting.h"

namespace kinfold {
namespace {

constexpr std::size_t kTogether = 1 << 12;  // facts whose queries are held at a time

double rank_of(double above, double equal) { return 1 + above + equal / 2; }

// One end of some facts.
void rank_end(const GraphModel& model, const GraphQueries& asked, const Meeting& entities,
              std::span<const Triple> facts, End end, const KnownFacts& known, std::span<FactRanks> ranks, Pool& pool) {
  Table vectors(facts.size(), asked.scorer().widths().query);
  std::vector<Query> queries(facts.size());
  std::vector<std::vector<Id>> others(facts.size());
  std::vector<Standing> unasked(facts.size());  // of what is left out, but is no other answer
  in_chunks(
      pool, facts.size(),
      [&](std::size_t n) {
        const Question question = question_of(facts[n], end);
        const Id answer = answer_of(facts[n], end);
        asked.query(question, vectors[Id(n)]);
        const float mark = entities.orders(vectors[Id(n)], {&answer, 1})[0];
        for (const Id other : known.find(question))
          if (other != answer) others[n].push_back(other);
        if (!model.loops && question.entity != answer &&
            std::ranges::find(others[n], question.entity) == others[n].end()) {
          others[n].push_back(question.entity);
          unasked[n].add(entities.orders(vectors[Id(n)], {&question.entity, 1})[0], mark);
        }
        queries[n] = {vectors[Id(n)], others[n], mark};
      },
      64);
  const std::vector<Ranked> ranked = entities.top_k(queries, 0, pool);
  for (std::size_t n = 0; n < facts.size(); ++n) {
    const Standing& all = ranked[n].standing;
    double filtered = rank_of(double(all.above), double(all.equal) - 1);  // without itself
    if (!std::isfinite(queries[n].mark)) filtered = double(entities.size() - others[n].size());
    // By the other answers a raw rank is worse.
    const double above = double(ranked[n].left_out.above - unasked[n].above),
                 equal = double(ranked[n].left_out.equal - unasked[n].equal);
    ranks[n][std::size_t(end)] = {filtered + above + equal / 2, filtered};
  }
}

}  // namespace

std::vector<FactRanks> rank_facts(const GraphModel& model, std::span<const Triple> facts, const KnownFacts& known,
                                  Pool& pool) {
  const GraphQueries asked(model);
  const RelationalScorer& scorer = asked.scorer();
  std::vector<FactRanks> ranks(facts.size());
  std::optional<Meeting> entities;  // both ends' where the same part of a row answers both
  for (const End end : {End::kTail, End::kHead}) {
    const std::size_t part = scorer.first(model.asked({0, 0, end}).end);
    if (!entities || part != entities->first())
      entities.emplace(scorer.similarity(), model.tables.entity, part, scorer.widths().query);
    for (std::size_t first = 0; first < facts.size(); first += kTogether) {
      const std::size_t count = std::min(kTogether, facts.size() - first);
      rank_end(model, asked, *entities, facts.subspan(first, count), end, known, std::span(ranks).subspan(first, count),
               pool);
    }
  }
  return ranks;
}

}  // namespace kinfold
