// A model of links or triples: tables, the names of what they are about, and the facts that it learned from.
#pragma once
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "data/questions.h"
#include "model/embeddings.h"
#include "model/model.h"
#include "scorer/relations.h"

namespace kinfold {

struct GraphModel {
  std::string task = "triples", kind = "distmult";
  Vocabulary entities, relations;
  RelationalSetting setting;
  // Heads are asked for as tails: by a relation of its own for the way back, which stands behind all relations; or in
  // an undirected graph by the same.
  bool reciprocal = false, undirected = false;
  bool loops = true;  // an entity may be the answer to its own question
  float margin = 0;   // a constant of each score
  Embeddings tables;
  std::vector<Triple> facts;      // of training; those of an undirected graph once
  std::vector<Triple> validated;  // facts that it was validated on: known to be right, but not learned from
  std::map<std::string, std::string> options, data;
  std::vector<CurvePoint> curve;
  std::size_t best_epoch = 0;
  std::string stopped;

  RelationalScorer scorer() const { return {kind, setting}; }
  std::size_t rank() const { return setting.rank; }
  // A question as its tables take it.
  Question asked(const Question& question) const;
  // Facts as they are asked for: with their ways back, where heads are asked for as tails.
  std::vector<Triple> asked(std::span<const Triple> facts) const;
  // Facts that answer questions of either end; of an undirected graph in both directions.
  KnownFacts known(std::span<const Triple> facts) const;
  // What that says of some questions; of others nothing.
  KnownFacts known(const QuestionSet& questions, std::initializer_list<std::span<const Triple>> facts) const;
};

}  // namespace kinfold
