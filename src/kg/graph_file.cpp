#include "kg/graph_file.h"

#include <algorithm>
#include <cmath>

#include "store/json.h"
#include "store/metadata.h"
#include "store/texts.h"

namespace kinfold {
namespace {

using nlohmann::json;

static_assert(sizeof(Triple) == 3 * sizeof(Id), "facts are stored as rows of three ids");

std::vector<Triple> read_facts(const TensorReader& file, const std::string& name, const GraphModel& model) {
  const std::vector<Id> numbers = file.get<Id>(name);
  if (numbers.size() % 3 != 0) file.damaged("'" + name + "' does not contain whole facts");
  std::vector<Triple> result;
  for (std::size_t n = 0; n < numbers.size(); n += 3) {
    result.push_back({numbers[n], numbers[n + 1], numbers[n + 2]});
    const Triple& t = result.back();
    if (t.head >= model.entities.size() || t.tail >= model.entities.size() || t.relation >= model.relations.size())
      file.damaged("'" + name + "' has ids without a name");
  }
  return result;
}

void add_facts(TensorWriter& file, const std::string& name, const std::vector<Triple>& facts) {
  const std::span<const Id> numbers(reinterpret_cast<const Id*>(facts.data()), 3 * facts.size());
  file.add(name, numbers, {facts.size(), 3});
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

// Link scorers have no relation parameters and no inverse relations.
bool scorer_fits_task(const GraphModel& model) {
  if (model.task == "links") return contains(LinkScorers::names(), model.kind) && !model.inverse_relations;
  return contains(TripleScorers::names(), model.kind);
}

// Whether the embeddings have the shapes that the scorer needs for the entities and relations.
bool shapes_match(const GraphModel& model) {
  const RelationalScorer scorer = model.scorer();
  const ScorerDims dims = scorer.dims();
  const std::size_t relations = model.relations.size() * (model.inverse_relations ? 2 : 1);
  const Embeddings& t = model.tables;
  const bool matches =
      t.entity.rows() == model.entities.size() && t.entity.rank() == dims.entity && t.relation.rows() == relations;
  if (scorer.has_core())
    return matches && t.core.rank() == dims.relation && t.core.rows() == t.relation.rank() && t.core.rows() > 0;
  return matches && t.relation.rank() == dims.relation && t.core.rows() == 0;
}

void read_description(GraphModel& model, const TensorReader& file) {
  try {
    const json description = parse_json(file.metadata().at("model"));
    model.task = description.at("task");
    model.kind = description.at("kind");
    model.scorer_options = {read_count(description.at("rank")), description.at("norm").get<int>(),
                            description.at("squared_distance").get<bool>()};
    model.inverse_relations = description.at("inverse_relations");
    model.undirected = description.at("undirected");
    model.self_loops = description.at("self_loops");
    model.margin = description.at("margin");
    model.best_epoch = read_count(description.at("best_epoch"));
    model.stop_reason = description.at("stop_reason");
    model.options = properties_from_json(description.at("options"));
    model.data = properties_from_json(description.at("data"));
    model.curve = curve_from_json(file.metadata().at("curve"));
    model.scorer();
  } catch (const std::exception&) {
    file.damaged("its model metadata is incomplete");
  }
  const bool is_valid = model.rank() > 0 && model.rank() <= (1 << 16) &&
                        (model.scorer_options.norm == 1 || model.scorer_options.norm == 2);
  if (!is_valid || !scorer_fits_task(model) || !std::isfinite(model.margin))
    file.damaged("its model metadata is invalid");
}

}  // namespace

void save(const GraphModel& model, const std::string& path) {
  TensorWriter file;
  file.add("entity", model.tables.entity);
  if (model.tables.relation.rank() > 0) file.add("relation", model.tables.relation);
  if (model.tables.core.rows() > 0) file.add("core", model.tables.core);
  add_ids(file, "entity", model.entities);
  add_ids(file, "relation", model.relations);
  add_facts(file, "fact", model.facts);
  add_facts(file, "fact.validation", model.validation_rows);
  const json description = {{"task", model.task},
                            {"kind", model.kind},
                            {"rank", model.rank()},
                            {"norm", model.scorer_options.norm},
                            {"squared_distance", model.scorer_options.squared},
                            {"inverse_relations", model.inverse_relations},
                            {"undirected", model.undirected},
                            {"self_loops", model.self_loops},
                            {"margin", model.margin},
                            {"best_epoch", model.best_epoch},
                            {"stop_reason", model.stop_reason},
                            {"options", properties_to_json(model.options)},
                            {"data", properties_to_json(model.data)}};
  file.write(path, metadata_of(dump_json(description), model.curve));
}

bool is_graph_model(const TensorReader& file) {
  const std::string task = task_of(file);
  return task == "links" || task == "triples";
}

GraphModel load_graph(const TensorReader& file) {
  GraphModel model;
  read_description(model, file);
  model.entities = read_ids(file, "entity");
  model.relations = read_ids(file, "relation");
  model.tables.entity = file.matrix("entity");
  const std::size_t relations = model.relations.size() * (model.inverse_relations ? 2 : 1);
  model.tables.relation = file.has("relation") ? file.matrix("relation") : Matrix(relations, 0);
  if (file.has("core")) model.tables.core = file.matrix("core");
  if (model.task == "links" && model.relations.size() != 1) file.damaged("its links do not have exactly one relation");
  if (!shapes_match(model)) file.damaged("the shapes of its embeddings do not fit its names and its scorer");
  model.facts = read_facts(file, "fact", model);
  model.validation_rows = read_facts(file, "fact.validation", model);
  return model;
}

}  // namespace kinfold
