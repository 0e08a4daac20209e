// A model of links or triples: the embeddings, the names of entities and relations, and the training facts.
#pragma once
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "kg/embeddings.h"
#include "kg/queries.h"
#include "kg/relational_scorer.h"
#include "store/training_info.h"

namespace kinfold {

struct GraphModel : TrainingInfo {
  std::string task = "triples", kind = "distmult";
  Vocabulary entities, relations;
  RelationalOptions scorer_options;
  // With inverse relations, a query (?, r, t) becomes (t, r^-1, ?); r^-1 has the id r + relations.size(). In an
  // undirected graph, it becomes (t, r, ?).
  bool inverse_relations = false, undirected = false;
  bool self_loops = true;  // an entity may be a candidate for its own query
  float margin = 0;        // added to each score
  Embeddings tables;
  std::vector<Triple> facts;            // training facts; in an undirected graph, each link occurs in one direction
  std::vector<Triple> validation_rows;  // validation facts, which the filter contains and training does not use

  RelationalScorer scorer() const { return {kind, scorer_options}; }
  std::size_t rank() const { return scorer_options.rank; }
  // The query with the relation id and the end that the embeddings are trained for.
  TripleQuery resolve_inverses(const TripleQuery& query) const;
  // The facts, followed by their inverses if head queries become tail queries.
  std::vector<Triple> resolve_inverses(std::span<const Triple> facts) const;
  // The true answers to the queries of both ends; in an undirected graph, each link counts in both directions.
  FilterIndex filter_index(std::span<const Triple> facts) const;
  // The same for some queries only: the answers of all other queries are empty.
  FilterIndex filter_index(const QuerySet& queries, std::initializer_list<std::span<const Triple>> facts) const;
};

}  // namespace kinfold
