// A model of links or triples: tables, the names of what they are about, and the facts that it learned from.
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
  RelationalOptions setting;
  // Heads are asked for as tails: by a relation of its own for the way back, which stands behind all relations; or in
  // an undirected graph by the same.
  bool inverse_relations = false, undirected = false;
  bool self_loops = true;  // an entity may be the answer to its own question
  float margin = 0;        // a constant of each score
  Embeddings tables;
  std::vector<Triple> facts;            // of training; those of an undirected graph once
  std::vector<Triple> validation_rows;  // validation facts: known to be right, but not learned from

  RelationalScorer scorer() const { return {kind, setting}; }
  std::size_t rank() const { return setting.rank; }
  // A question as its tables take it.
  TripleQuery resolve_inverses(const TripleQuery& question) const;
  // Facts as they are asked for: with their ways back, where heads are asked for as tails.
  std::vector<Triple> resolve_inverses(std::span<const Triple> facts) const;
  // Facts that answer questions of either end; of an undirected graph in both directions.
  FilterIndex filter_index(std::span<const Triple> facts) const;
  // What that says of some questions; of others nothing.
  FilterIndex filter_index(const QuerySet& questions, std::initializer_list<std::span<const Triple>> facts) const;
};

}  // namespace kinfold
