#include "kg/query.h"

#include <fmt/format.h>

#include "cli/call.h"
#include "cli/graph_call.h"
#include "core/error.h"
#include "data/short_name.h"
#include "kg/graph_file.h"

namespace kinfold::app {
namespace {

struct QueryArgs {
  std::string model, query;
  std::size_t top = 10, facts = 1;
  bool exclude_known = false;
};

std::string fact_text(const GraphModel& model, const Triple& t) {
  const auto name = [](std::string_view id) { return short_name(id); };
  if (model.task == "links") return name(model.entities[t.head]) + ", " + name(model.entities[t.tail]);
  return name(model.entities[t.head]) + ", " + name(model.relations[t.relation]) + ", " + name(model.entities[t.tail]);
}

Json fact_json(const GraphModel& model, const SimilarFact& similar) {
  return {{"head", model.entities[similar.fact.head]},
          {"relation", model.relations[similar.fact.relation]},
          {"tail", model.entities[similar.fact.tail]},
          {"similarity", similar.similarity}};
}

void answer_query(Call& call, const QueryArgs& args) {
  const TensorReader file(args.model);
  if (!is_graph_model(file))
    throw Error("it is no model of links or triples", args.model, "train one with kinfold train triples");
  const GraphModel model = load_graph(file);
  const TripleQuery query = parse_query_text(model, args.query);
  Pool pool(std::size_t(call.options().threads));
  QueryOptions query_options;
  query_options.top = args.top;
  query_options.include_known = !args.exclude_known;
  Json items = Json::array();
  const std::vector<ScoredEntity> candidates = answer_queries(model, {&query, 1}, query_options, pool)[0];
  for (const ScoredEntity& candidate : candidates) {
    const Triple fact = query.end == TripleEnd::kTail ? Triple{query.entity, query.relation, candidate.entity}
                                                         : Triple{candidate.entity, query.relation, query.entity};
    const std::vector<SimilarFact> similar = similar_facts(model, fact, args.facts);
    if (call.json) {
      Json facts = Json::array();
      for (const SimilarFact& n : similar) facts.push_back(fact_json(model, n));
      items.push_back({{"id", model.entities[candidate.entity]},
                       {"score", candidate.score},
                       {"known", candidate.known},
                       {"explanations", facts}});
      continue;
    }
    const std::string name = short_name(model.entities[candidate.entity]);
    fmt::print("{:>10.4f}  {}\n", candidate.score, candidate.known ? fmt::format("{:<36} known from training", name) : name);
    for (const SimilarFact& n : similar) fmt::print("{:>12}near ({:.2f}): {}\n", "", n.similarity, fact_text(model, n.fact));
  }
  if (call.json) return call.print_json({{"items", items}});
  if (candidates.empty()) fmt::print("nothing is left to show\n");
}

}  // namespace

void add_query(CommandLine& line, Call& call) {
  auto args = std::make_shared<QueryArgs>();
  Verb verb = line.add_verb(call, "query", "Complete a fact: \"head, relation, ?\" or \"?, relation, tail\"",
                            [&call, args] { answer_query(call, *args); });
  verb.add_option("model", args->model, "a model file of triples, or of links").required();
  verb.add_option("query", args->query, "the query; for links, a node").required();
  verb.add_option("--top", args->top, "how many answers [10]").type_name("N");
  verb.add_option("--facts", args->facts, "facts of training beside each answer: those most like it [1]")
      .type_name("N");
  verb.add_flag("--unknown", args->exclude_known, "leave out what training shows");
  verb.add_options(call, {"threads"});
}

}  // namespace kinfold::app
