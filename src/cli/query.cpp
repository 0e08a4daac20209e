#include "kg/query.h"

#include <fmt/format.h>

#include "cli/call.h"
#include "cli/graph_call.h"
#include "core/error.h"
#include "data/short_name.h"
#include "kg/graph_file.h"

namespace kinfold::app {
namespace {

struct Asked {
  std::string model, question;
  std::size_t top = 10, facts = 1;
  bool unknown = false;
};

std::string text_of(const GraphModel& model, const Triple& t) {
  const auto name = [](std::string_view id) { return short_name(id); };
  if (model.task == "links") return name(model.entities[t.head]) + ", " + name(model.entities[t.tail]);
  return name(model.entities[t.head]) + ", " + name(model.relations[t.relation]) + ", " + name(model.entities[t.tail]);
}

Json fact_json(const GraphModel& model, const SimilarFact& near) {
  return {{"head", model.entities[near.fact.head]},
          {"relation", model.relations[near.fact.relation]},
          {"tail", model.entities[near.fact.tail]},
          {"likeness", near.similarity}};
}

void answer_question(Call& call, const Asked& asked) {
  const TensorReader file(asked.model);
  if (!is_graph_model(file))
    throw Error("it is no model of links or triples", asked.model, "train one with kinfold train triples");
  const GraphModel model = load_graph(file);
  const TripleQuery question = parse_query_text(model, asked.question);
  Pool pool(std::size_t(call.options().threads));
  QueryOptions rule;
  rule.top = asked.top;
  rule.include_known = !asked.unknown;
  Json items = Json::array();
  const std::vector<ScoredEntity> answers = answer_queries(model, {&question, 1}, rule, pool)[0];
  for (const ScoredEntity& answer : answers) {
    const Triple fact = question.end == TripleEnd::kTail ? Triple{question.entity, question.relation, answer.entity}
                                                         : Triple{answer.entity, question.relation, question.entity};
    const std::vector<SimilarFact> near = similar_facts(model, fact, asked.facts);
    if (call.json) {
      Json facts = Json::array();
      for (const SimilarFact& n : near) facts.push_back(fact_json(model, n));
      items.push_back({{"id", model.entities[answer.entity]},
                       {"score", answer.score},
                       {"known", answer.known},
                       {"nearest", facts}});
      continue;
    }
    const std::string name = short_name(model.entities[answer.entity]);
    fmt::print("{:>10.4f}  {}\n", answer.score, answer.known ? fmt::format("{:<36} known from training", name) : name);
    for (const SimilarFact& n : near) fmt::print("{:>12}near ({:.2f}): {}\n", "", n.similarity, text_of(model, n.fact));
  }
  if (call.json) return call.answer({{"items", items}});
  if (answers.empty()) fmt::print("nothing is left to show\n");
}

}  // namespace

void add_ask(CommandLine& line, Call& call) {
  auto asked = std::make_shared<Asked>();
  Verb verb = line.add_verb(call, "ask", "Complete a fact: \"head, relation, ?\" or \"?, relation, tail\"",
                            [&call, asked] { answer_question(call, *asked); });
  verb.add_option("model", asked->model, "a model file of triples, or of links").required();
  verb.add_option("question", asked->question, "the question; of links a node").required();
  verb.add_option("--top", asked->top, "how many answers [10]").type_name("N");
  verb.add_option("--facts", asked->facts, "facts of training beside each answer: those most like it [1]")
      .type_name("N");
  verb.add_flag("--unknown", asked->unknown, "leave out what training shows");
  verb.add_options(call, {"threads"});
}

}  // namespace kinfold::app
