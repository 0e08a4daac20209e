#include "evaluate/fact_ranking.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "core/chunks.h"
#include "model/graph_queries.h"
#include "scorer/meeting.h"

namespace kinfold {
namespace {

constexpr std::size_t kTogether = 1 << 12;  // questions whose queries are held at a time

double rank_of(const Standing& standing) { return 1 + double(standing.above) + double(standing.equal) / 2; }

// A question, the facts that answer it by their numbers, and what ranks them.
struct Asked {
  Question question;
  std::vector<std::size_t> facts;
  std::vector<float> marks;   // of the facts' answers
  std::vector<Id> left_out;   // known answers, and the question's own entity where it is no candidate
  bool entity_alone = false;  // it is left out, but no known answer
  float entity_mark = 0;
};

std::vector<Asked> asked_of(std::span<const Triple> facts, End end) {
  std::vector<std::size_t> order(facts.size());
  std::iota(order.begin(), order.end(), std::size_t(0));
  std::ranges::stable_sort(order, {}, [&](std::size_t n) { return question_of(facts[n], end); });
  std::vector<Asked> result;
  for (const std::size_t n : order) {
    const Question question = question_of(facts[n], end);
    if (result.empty() || result.back().question != question) result.emplace_back().question = question;
    result.back().facts.push_back(n);
  }
  return result;
}

// The places of one end of facts among all entities.
class EndRanks {
 public:
  EndRanks(const GraphModel& model, const GraphQueries& queries, const Meeting& entities, std::span<const Triple> facts,
           const KnownFacts& known, std::vector<FactRanks>& ranks)
      : model_(model), queries_(queries), entities_(entities), facts_(facts), known_(known), ranks_(ranks) {}

  void rank(std::span<Asked> asked, Pool& pool) {
    Table vectors(asked.size(), queries_.scorer().widths().query);
    in_chunks(
        pool, asked.size(), [&](std::size_t n) { prepare(asked[n], vectors[Id(n)]); }, 64);
    std::vector<Query> queries;
    for (std::size_t n = 0; n < asked.size(); ++n)
      queries.push_back({vectors[Id(n)], asked[n].left_out, asked[n].marks});
    const std::vector<Ranked> ranked = entities_.top_k(queries, 0, pool);
    for (std::size_t n = 0; n < asked.size(); ++n)
      for (std::size_t m = 0; m < asked[n].facts.size(); ++m)
        ranks_[asked[n].facts[m]][std::size_t(asked[n].question.end)] = rank_at(asked[n], m, ranked[n].places[m]);
  }

 private:
  Id answer(const Asked& asked, std::size_t m) const { return answer_of(facts_[asked.facts[m]], asked.question.end); }

  void prepare(Asked& asked, float* vector) const {
    queries_.query(asked.question, vector);
    std::vector<Id> answers;
    for (std::size_t m = 0; m < asked.facts.size(); ++m) answers.push_back(answer(asked, m));
    asked.marks = entities_.orders(vector, answers);
    const std::span<const Id> known = known_.find(asked.question);
    asked.left_out.assign(known.begin(), known.end());
    const Id entity = asked.question.entity;
    if (model_.loops || std::ranges::binary_search(known, entity)) return;
    asked.entity_alone = true;
    asked.entity_mark = entities_.orders(vector, {&entity, 1})[0];
    asked.left_out.push_back(entity);
  }

  // A fact's answer stands in no other's way, nor does an entity that is no candidate. By known answers a raw rank is
  // worse.
  Rank rank_at(const Asked& asked, std::size_t m, Place place) const {
    const Id own = answer(asked, m);
    const bool is_entity = own == asked.question.entity, no_candidate = asked.entity_alone && !is_entity;
    const bool is_left_out =
        (asked.entity_alone && is_entity) || std::ranges::binary_search(known_.find(asked.question), own);
    if (!std::isfinite(asked.marks[m]))
      return {double(entities_.size() - no_candidate), double(entities_.size() - asked.left_out.size() + is_left_out)};
    --(is_left_out ? place.left_out : place.shown).equal;
    Standing unasked;
    if (no_candidate) unasked.add(asked.entity_mark, asked.marks[m]);
    const double filtered = rank_of(place.shown);
    const double above = double(place.left_out.above - unasked.above),
                 equal = double(place.left_out.equal - unasked.equal);
    return {filtered + above + equal / 2, filtered};
  }

  const GraphModel& model_;
  const GraphQueries& queries_;
  const Meeting& entities_;
  std::span<const Triple> facts_;
  const KnownFacts& known_;
  std::vector<FactRanks>& ranks_;
};

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
    EndRanks of_end(model, asked, *entities, facts, known, ranks);
    std::vector<Asked> questions = asked_of(facts, end);
    for (std::size_t first = 0; first < questions.size(); first += kTogether)
      of_end.rank(std::span(questions).subspan(first, std::min(kTogether, questions.size() - first)), pool);
  }
  return ranks;
}

}  // namespace kinfold
