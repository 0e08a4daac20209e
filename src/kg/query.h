// Questions put to a model of links or triples: who completes a fact, and which facts of training speak for it.
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
  bool known;  // training shows the fact
};

struct QueryOptions {
  std::size_t top = 10;
  bool include_known = true;  // also entities that complete a training triple
};

// The best answers of each question, best first.
std::vector<std::vector<ScoredEntity>> answer_queries(const GraphModel& model, std::span<const TripleQuery> queries,
                                                      const QueryOptions& options, Pool& pool);

// The same for one who is asked again and again: what all questions need is made once.
class LinkPredictor {
 public:
  explicit LinkPredictor(const GraphModel& model);  // which must stay
  std::vector<ScoredEntity> operator()(const TripleQuery& query, const QueryOptions& options, Pool& pool) const;
  float score(const Triple& fact) const { return graph_queries_.score(fact); }
  bool known(const Triple& fact) const { return filter_index_.contains(fact); }

 private:
  const GraphModel& model_;
  GraphQueries graph_queries_;
  FilterIndex filter_index_;
  // Entities as they meet questions of either end; one for both where they do so alike.
  CandidateRanker tail_candidates_;
  std::unique_ptr<CandidateRanker> head_candidates_;
};

// Facts of training of the same relation whose head and tail are most like those of a fact, in sum of their cosines;
// the fact itself is none of them.
struct SimilarFact {
  Triple fact;
  float similarity;  // mean of the two cosines
};
std::vector<SimilarFact> similar_facts(const GraphModel& model, const Triple& fact, std::size_t top);

// The rows of a table most like one of them, by cosine; best first.
std::vector<ScoredId> similar_entities(const Matrix& rows, Id row, std::size_t top);

// A name's number; an Error names those that are nearest. `what` it is the name of: node, entity, relation.
Id find_name(const Vocabulary& names, const std::string& name, const std::string& what);

// A question as a person writes it: "head, relation, ?" or "?, relation, tail", or parted by tabs; of
// links "node". Errors name the known
// names that are nearest.
TripleQuery parse_query_text(const GraphModel& model, const std::string& text);

}  // namespace kinfold
