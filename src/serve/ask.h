// Questions put to a model of links or triples: who completes a fact, and which facts of training speak for it.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/pool.h"
#include "model/graph_model.h"
#include "model/graph_queries.h"
#include "scorer/meeting.h"
#include "scorer/top_k.h"

namespace kinfold {

struct Answer {
  Id entity;
  float score;
  bool known;  // training shows the fact
};

struct AskRule {
  std::size_t top = 10;
  bool known = true;  // show what training shows, too
};

// The best answers of each question, best first.
std::vector<std::vector<Answer>> ask(const GraphModel& model, std::span<const Question> questions, const AskRule& rule,
                                     Pool& pool);

// The same for one who is asked again and again: what all questions need is made once.
class Asker {
 public:
  explicit Asker(const GraphModel& model);  // which must stay
  std::vector<Answer> operator()(const Question& question, const AskRule& rule, Pool& pool) const;
  float score(const Triple& fact) const { return asked_.score(fact); }
  bool known(const Triple& fact) const { return known_.contains(fact); }

 private:
  const GraphModel& model_;
  GraphQueries asked_;
  KnownFacts known_;
  // Entities as they meet questions of either end; one for both where they do so alike.
  Meeting tails_;
  std::unique_ptr<Meeting> heads_;
};

// Facts of training of the same relation whose head and tail are most like those of a fact, in sum of their cosines;
// the fact itself is none of them.
struct NearFact {
  Triple fact;
  float likeness;  // mean of the two cosines
};
std::vector<NearFact> nearest_facts(const GraphModel& model, const Triple& fact, std::size_t top);

// The rows of a table most like one of them, by cosine; best first.
std::vector<Scored> most_alike(const Table& rows, Id row, std::size_t top);

// A name's number; an Error names those that are nearest. `what` it is the name of: node, entity, relation.
Id find_name(const Vocabulary& names, const std::string& name, const std::string& what);

// A question as a person writes it: "head, relation, ?" or "?, relation, tail", or parted by tabs; of
// links "node". Errors name the known
// names that are nearest.
Question parse_question(const GraphModel& model, const std::string& text);

}  // namespace kinfold
