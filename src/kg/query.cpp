#include "kg/query.h"

#include <algorithm>
#include <cmath>

#include "core/cosine.h"
#include "core/error.h"

namespace kinfold {
namespace {

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t"), end = text.find_last_not_of(" \t");
  return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

// Splits at tabs if there are any, otherwise at commas. Names in tab-separated text may contain commas.
std::vector<std::string> split_fields(const std::string& text) {
  const char separator = text.find('\t') == std::string::npos ? ',' : '\t';
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(trimmed(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return parts;
}

// Keeps the `top` elements with the largest values, in decreasing order. The order of equal values is unchanged.
template <class T>
void keep_top(std::vector<T>& all, std::size_t top, float T::*value) {
  std::ranges::stable_sort(all, std::greater{}, value);
  if (all.size() > top) all.resize(top);
}

// The first column of the candidate vectors in the entity rows, for queries of an end.
std::size_t first_candidate(const GraphModel& model, const RelationalScorer& scorer, TripleEnd end) {
  return scorer.candidate_begin(model.resolve_inverses({0, 0, end}).end);
}

// The best entities for queries of one end.
std::vector<std::vector<ScoredEntity>> rank_candidates(const GraphModel& model, const GraphQueries& graph_queries,
                                                       const CandidateRanker& entities,
                                                       std::span<const TripleQuery> queries, const FilterIndex& known,
                                                       const QueryOptions& options, Pool& pool) {
  Matrix vectors(queries.size(), graph_queries.scorer().dims().query);
  std::vector<std::vector<Id>> excluded(queries.size());
  std::vector<float> constant;
  std::vector<TopKQuery> top_k_queries;
  for (std::size_t n = 0; n < queries.size(); ++n) {
    constant.push_back(graph_queries.query(queries[n], vectors[Id(n)]));
    const std::span<const Id> known_answers = known.find(queries[n]);
    if (!options.include_known) excluded[n].assign(known_answers.begin(), known_answers.end());
    if (!model.self_loops) excluded[n].push_back(queries[n].entity);
    top_k_queries.push_back({vectors[Id(n)], excluded[n]});
  }
  const std::vector<RankedCandidates> ranked = entities.top_k(top_k_queries, options.top, pool);
  std::vector<std::vector<ScoredEntity>> answers(queries.size());
  for (std::size_t n = 0; n < queries.size(); ++n)
    for (const ScoredId& s : ranked[n].best)
      if (s.score != kExcluded)
        answers[n].push_back({s.id, constant[n] + entities.score(vectors[Id(n)], s.score),
                              std::ranges::binary_search(known.find(queries[n]), s.id)});
  return answers;
}

}  // namespace

std::vector<std::vector<ScoredEntity>> answer_queries(const GraphModel& model, std::span<const TripleQuery> queries,
                                                      const QueryOptions& options, Pool& pool) {
  QuerySet all;
  for (const TripleQuery& query : queries) all.insert(query);
  const FilterIndex known = model.filter_index(all, {model.facts});
  const GraphQueries graph_queries(model);
  const RelationalScorer& scorer = graph_queries.scorer();
  std::vector<std::vector<ScoredEntity>> answers(queries.size());
  for (const TripleEnd end : {TripleEnd::kTail, TripleEnd::kHead}) {
    std::vector<std::size_t> index;
    std::vector<TripleQuery> end_queries;
    for (std::size_t n = 0; n < queries.size(); ++n)
      if (queries[n].end == end) index.push_back(n), end_queries.push_back(queries[n]);
    if (end_queries.empty()) continue;
    const CandidateRanker entities(scorer.similarity(), model.tables.entity, first_candidate(model, scorer, end),
                                   scorer.dims().query);
    std::vector<std::vector<ScoredEntity>> end_answers =
        rank_candidates(model, graph_queries, entities, end_queries, known, options, pool);
    for (std::size_t n = 0; n < end_queries.size(); ++n) answers[index[n]] = std::move(end_answers[n]);
  }
  return answers;
}

LinkPredictor::LinkPredictor(const GraphModel& model)
    : model_(model),
      graph_queries_(model),
      filter_index_(model.filter_index(model.facts)),
      tail_candidates_(graph_queries_.scorer().similarity(), model.tables.entity,
                       first_candidate(model, graph_queries_.scorer(), TripleEnd::kTail),
                       graph_queries_.scorer().dims().query) {
  const std::size_t first = first_candidate(model, graph_queries_.scorer(), TripleEnd::kHead);
  if (first != tail_candidates_.first_column())
    head_candidates_ = std::make_unique<CandidateRanker>(graph_queries_.scorer().similarity(), model.tables.entity,
                                                         first, graph_queries_.scorer().dims().query);
}

std::vector<ScoredEntity> LinkPredictor::operator()(const TripleQuery& query, const QueryOptions& options,
                                                    Pool& pool) const {
  const CandidateRanker& entities =
      query.end == TripleEnd::kHead && head_candidates_ ? *head_candidates_ : tail_candidates_;
  return std::move(rank_candidates(model_, graph_queries_, entities, {&query, 1}, filter_index_, options, pool)[0]);
}

std::vector<SimilarFact> similar_facts(const GraphModel& model, const Triple& fact, std::size_t top) {
  const Matrix& rows = model.tables.entity;
  std::vector<SimilarFact> similar;
  if (top == 0) return similar;
  for (const Triple& t : model.facts) {
    if (t.relation != fact.relation || t == fact) continue;
    float similarity = cosine(rows, t.head, fact.head) + cosine(rows, t.tail, fact.tail);
    if (model.undirected)
      similarity = std::max(similarity, cosine(rows, t.tail, fact.head) + cosine(rows, t.head, fact.tail));
    similar.push_back({t, similarity / 2});
  }
  keep_top(similar, top, &SimilarFact::similarity);
  return similar;
}

std::vector<ScoredId> similar_entities(const Matrix& rows, Id row, std::size_t top) {
  std::vector<ScoredId> similar;
  for (Id other = 0; other < rows.rows(); ++other)
    if (other != row) similar.push_back({other, cosine(rows, row, other)});
  keep_top(similar, top, &ScoredId::score);
  return similar;
}

Id find_name(const Vocabulary& names, const std::string& name, const std::string& what) {
  if (const std::optional<Id> id = names.find(name)) return *id;
  throw Error("the model has no " + what + " '" + name + "'", "", known_choices(name, names.closest_to(name)));
}

TripleQuery parse_query_text(const GraphModel& model, const std::string& text) {
  if (model.task == "links") {
    const std::vector<std::string> parts = split_fields(text);
    return {find_name(model.entities, parts.size() == 2 && parts[1] == "?" ? parts[0] : text, "node"), 0,
            TripleEnd::kTail};
  }
  const std::vector<std::string> parts = split_fields(text);
  const bool tail = parts.size() == 3 && parts[2] == "?", head = parts.size() == 3 && parts[0] == "?";
  if (tail == head)
    throw UsageError("'" + text + "' is not a query", "query",
                     "write \"head, relation, ?\" or \"?, relation, tail\"; separate by tabs if names contain commas");
  return {find_name(model.entities, parts[tail ? 0 : 2], "entity"), find_name(model.relations, parts[1], "relation"),
          tail ? TripleEnd::kTail : TripleEnd::kHead};
}

}  // namespace kinfold
