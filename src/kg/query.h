// Link prediction with a trained model: the entities that best complete a fact, and the training facts most similar to
// it.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/pool.h"
#include "kg/candidate_ranking.h"
#include "kg/graph_model.h"
#include "kg/graph_queries.h"
#include "topk/top_k.h"

namespace kinfold {

struct ScoredEntity {
  Id entity;
  float score;
  bool known;  // the completed fact is a training fact
};

struct QueryOptions {
  std::size_t top = 10;
  bool include_known = true;  // also return entities that complete a training fact
};

// The `top` entities with the highest scores for each query, best first.
std::vector<std::vector<ScoredEntity>> answer_queries(const GraphModel& model, std::span<const TripleQuery> queries,
                                                      const QueryOptions& options, Pool& pool);

// The same for repeated calls: the data that all queries need is prepared once. Thread-safe.
class LinkPredictor {
 public:
  explicit LinkPredictor(const GraphModel& model);  // the model must outlive the predictor
  std::vector<ScoredEntity> operator()(const TripleQuery& query, const QueryOptions& options, Pool& pool) const;
  float score(const Triple& fact) const { return graph_queries_.score(fact); }
  bool known(const Triple& fact) const { return filter_index_.contains(fact); }

 private:
  const GraphModel& model_;
  GraphQueries graph_queries_;
  FilterIndex filter_index_;
  // head_candidates_ is null if both ends use the same columns of the entity rows.
  CandidateRanker tail_candidates_;
  std::unique_ptr<CandidateRanker> head_candidates_;
};

// The training facts of the same relation whose head and tail are most similar to those of a fact, most similar first.
// The fact itself is not included.
struct SimilarFact {
  Triple fact;
  float similarity;  // mean of the two cosine similarities
};
std::vector<SimilarFact> similar_facts(const GraphModel& model, const Triple& fact, std::size_t top);

// The rows with the highest cosine similarity to a row of the same matrix, best first.
std::vector<ScoredId> similar_entities(const Matrix& rows, Id row, std::size_t top);

// The id of a name. Throws an Error with the most similar names if there is none. `what` is used in the message: node,
// entity or relation.
Id find_name(const Vocabulary& names, const std::string& name, const std::string& what);

// Parses "head, relation, ?" or "?, relation, tail", separated by commas or tabs; for links, the name of a node. Throws
// a UsageError if the text is not a query, and an Error with the most similar names if a name is unknown.
TripleQuery parse_query_text(const GraphModel& model, const std::string& text);

}  // namespace kinfold
