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
  bool novel = false;
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
    throw Error("this is not a model of links or triples", args.model, "train one with kinfold train triples");
  const GraphModel model = load_graph(file);
  const TripleQuery query = parse_query_text(model, args.query);
  Pool pool(std::size_t(call.options().threads));
  QueryOptions query_options;
  query_options.top = args.top;
  query_options.include_known = !args.novel;
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
    fmt::print("{:>10.4f}  {}\n", candidate.score,
               candidate.known ? fmt::format("{:<36} in the training set", name) : name);
    for (const SimilarFact& n : similar)
      fmt::print("{:>12}similar ({:.2f}): {}\n", "", n.similarity, fact_text(model, n.fact));
  }
  if (call.json) return call.print_json({{"items", items}});
  if (candidates.empty()) fmt::print("no results\n");
}

}  // namespace

void add_query(CommandLine& line, Call& call) {
  auto args = std::make_shared<QueryArgs>();
  Verb verb = line.add_verb(call, "query", "Answer a query: \"head, relation, ?\" or \"?, relation, tail\"",
                            [&call, args] { answer_query(call, *args); });
  verb.add_option("model", args->model, "Model file of triples or links.").required();
  verb.add_option("query", args->query, "Query; for links, a node.").required();
  verb.add_option("--top", args->top, "Number of answers. [10]").type_name("N");
  verb.add_option("--facts", args->facts, "Number of similar training facts to show with each answer. [1]")
      .type_name("N");
  verb.add_flag("--novel", args->novel, "Exclude answers that are in the training set.");
  verb.add_options(call, {"threads"});
}

}  // namespace kinfold::app
