// Models of links and triples with random embeddings, and the scores of facts by the formulas of the scorers.
#pragma once
#include <algorithm>
#include <set>
#include <string>

#include "kg/graph_model.h"
#include "oracle/relational_scores.h"

namespace kinfold::oracle {

struct GraphCase {
  std::string name;
  int norm = 2;
  bool inverse_relations = false;
  bool links() const { return name == "dot" || name == "roles"; }
};

inline const std::vector<GraphCase> kGraphCases = {
    {"distmult"},       {"complex"},         {"cp"},        {"simple"},    {"rescal"},
    {"tucker"},         {"transe", 1},       {"transe", 2}, {"rotate", 1}, {"rotate", 2},
    {"cp", 2, true},    {"tucker", 2, true}, {"dot"},       {"roles"},     {"transe", 1, true},
    {"transe", 2, true}};

inline void add_names(Vocabulary& names, const std::string& before, std::size_t count) {
  for (std::size_t n = 0; n < count; ++n) names.add(before + std::to_string(n));
}

// Distinct random facts. For links, each pair occurs in only one direction and there are no self-loops.
inline std::vector<Triple> random_facts(std::size_t entities, std::size_t relations, std::size_t count, bool links,
                                        std::uint64_t seed) {
  Random random(seed);
  std::set<Triple> seen;
  std::vector<Triple> facts;
  while (facts.size() < count) {
    const Triple t{Id(random.below(entities)), Id(random.below(relations)), Id(random.below(entities))};
    const Triple key = links && t.tail < t.head ? Triple{t.tail, t.relation, t.head} : t;
    if ((!links || t.head != t.tail) && seen.insert(key).second) facts.push_back(t);
  }
  return facts;
}

// Embeddings are multiples of 1/2, so that scores are exact and many are equal. If `constant`, all are zero.
inline GraphModel graph_model(const GraphCase& kind, std::size_t entities, std::size_t relations, std::size_t facts,
                              std::size_t rank = 3, bool constant = false) {
  GraphModel model;
  model.task = kind.links() ? "links" : "triples";
  model.kind = kind.name;
  model.scorer_options = {rank, kind.norm};
  model.inverse_relations = kind.inverse_relations;
  model.undirected = kind.name == "dot";
  model.self_loops = !kind.links();
  model.margin = kind.name == "transe" || kind.name == "rotate" ? 2.5f : 0;
  if (kind.links()) relations = 1;
  add_names(model.entities, "e", entities);
  add_names(model.relations, "r", relations);
  const RelationalScorer scorer = model.scorer();
  const std::size_t rows = relations * (kind.inverse_relations ? 2 : 1);
  model.tables.entity = Matrix(entities, scorer.dims().entity);
  model.tables.relation = Matrix(rows, scorer.has_core() ? 2 : scorer.dims().relation);
  if (scorer.has_core()) model.tables.core = Matrix(2, scorer.dims().relation);
  Random random(9);
  for (Matrix* table : {&model.tables.entity, &model.tables.relation, &model.tables.core})
    for (Id row = 0; row < table->rows(); ++row)
      for (float& x : table->row(row)) x = constant ? 0 : float(random.below(5)) / 2 - 1;
  if (scorer.angles()) model.tables.relation = Matrix(rows, scorer.dims().relation);  // other angles are not exact
  model.facts = random_facts(entities, relations, facts, kind.links(), 5);
  return model;
}

// The score of a fact for a query of its tail or head.
inline double score(const GraphModel& model, const DoubleEmbeddings& tables, const Triple& t, TripleEnd end) {
  const RelationalFormula kind{model.kind, model.scorer_options.norm};
  const bool inverted = end == TripleEnd::kHead && model.inverse_relations;
  const Id relation = inverted ? Id(t.relation + model.relations.size()) : t.relation;
  return model.margin +
         (inverted ? tables.score(kind, t.tail, relation, t.head) : tables.score(kind, t.head, relation, t.tail));
}

}  // namespace kinfold::oracle
