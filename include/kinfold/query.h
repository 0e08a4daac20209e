// Answers queries to models of links and triples: (head, relation, ?), (?, relation, tail), and links of a node.
//
//   for (const kinfold::NamedAnswer& a : kinfold::query(model, "Vienna, capital of, ?", {.top = 3}))
//     std::cout << a.entity << " " << a.score << (a.known ? " (training)" : "") << "\n";
//
// - query() takes a text: "head, relation, ?" or "?, relation, tail" with commas or tabs in between; for links the name
//   of a node. parse_query_text() turns it into a TripleQuery.
// - answer_queries() answers many queries at once. LinkPredictor keeps what all queries need, for repeated calls.
// - score_fact() is the score of one fact. The scorers are those of TransE (Bordes et al. 2013), DistMult (Yang et al.
//   2015), ComplEx (Trouillon et al. 2016), RotatE (Sun et al. 2019), TuckER (Balazevic et al. 2019) and others
//   (kg/relational.h).
// - similar_facts() finds training facts with similar entities, as evidence for an answer.
//
// Shapes: a list holds at most `top` entities, best first. All entities are scored, exactly.
// Units: scores rank the answers of one query; they are not probabilities.
// Errors: an unknown name throws an Error that proposes similar names; a malformed text throws a UsageError.
// Thread safety: LinkPredictor is thread-safe, but each call needs a Pool of its own. The model must outlive it.
// Determinism: the result does not depend on the number of threads or on the other queries.
#pragma once
#include <string>
#include <vector>

#include "core/pool.h"
#include "kg/graph_model.h"
#include "kg/graph_queries.h"
#include "kg/query.h"

namespace kinfold {

struct NamedAnswer {
  std::string entity;
  float score;
  bool known;  // the fact is in the training data
};

// The best answers to a query, by names.
inline std::vector<NamedAnswer> query(const GraphModel& model, const std::string& text,
                                      const QueryOptions& options = {}) {
  const TripleQuery parsed = parse_query_text(model, text);
  Pool pool(1);
  const std::vector<std::vector<ScoredEntity>> lists = answer_queries(model, {&parsed, 1}, options, pool);
  std::vector<NamedAnswer> answers;
  for (const ScoredEntity& answer : lists.front())
    answers.push_back({std::string(model.entities[answer.entity]), answer.score, answer.known});
  return answers;
}

// The score of a fact. For many facts, keep a LinkPredictor.
inline float score_fact(const GraphModel& model, const Triple& fact) { return GraphQueries(model).score(fact); }

// The score of a fact, by names. Throws an Error if a name is unknown.
inline float score_fact(const GraphModel& model, const std::string& head, const std::string& relation,
                        const std::string& tail) {
  return score_fact(model, {find_name(model.entities, head, "entity"), find_name(model.relations, relation, "relation"),
                            find_name(model.entities, tail, "entity")});
}

}  // namespace kinfold
