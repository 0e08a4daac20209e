#include "registry/options.h"

#include <algorithm>

#include "core/error.h"
#include "registry/registry.h"

namespace kinfold {
namespace {

using Fields = std::vector<TrainOptions::Field>;
using Where = bool (*)(const TrainingChoice&);

template <class Struct>
void add(Fields& all, const std::string& group, Where where) {
  for (const OptionField<Struct>& field : Struct::fields()) {
    all.push_back(field.template of<TrainOptions>());
    all.back().group = group;
    all.back().where = where;
  }
}

bool anywhere(const TrainingChoice&) { return true; }
bool is_factorization(const TrainingChoice& c) { return c.factorization(); }
bool is_graph_task(const TrainingChoice& c) { return c.graph(); }
bool is_nodes(const TrainingChoice& c) { return c.task == "nodes"; }
bool is_table(const TrainingChoice& c) { return c.task == "table"; }
bool not_table(const TrainingChoice& c) { return c.task != "table"; }
bool network(const TrainingChoice& c) { return is_nodes(c) || (is_graph_task(c) && !c.encoder.empty()); }
bool gradients(const TrainingChoice& c) { return is_graph_task(c) || is_nodes(c) || c.descent(); }
bool is_lightgcn(const TrainingChoice& c) { return c.solver == "lightgcn"; }

}  // namespace

// Which option structs a task, model and solver reads.
const Fields& TrainOptions::fields() {
  static const Fields list = [] {
    Fields all;
    add<ModelOptions>(all, "Model", anywhere);
    add<RegularizerOptions>(all, "Model",
                            [](const TrainingChoice& c) { return is_factorization(c) || is_graph_task(c); });
    add<SideRegOptions>(all, "Model", [](const TrainingChoice& c) { return is_factorization(c) || is_table(c); });
    add<FactorizationOptions>(all, "Model", is_factorization);
    add<InitOptions>(all, "Model", [](const TrainingChoice& c) { return is_factorization(c) || is_graph_task(c); });
    add<TableOptions>(all, "Model", is_table);
    add<NodeOptions>(all, "Model", is_nodes);
    add<RelationalScorerOptions>(all, "Model", is_graph_task);
    add<KnowledgeGraphOptions>(all, "Model", is_graph_task);
    add<EncoderOptions>(all, "Model", is_graph_task);
    add<PartitionOptions>(all, "Training", is_graph_task);
    add<ImplicitOptions>(all, "Likes", [](const TrainingChoice& c) { return c.task == "likes"; });
    add<NegativeSamplingOptions>(all, "Negative sampling", [](const TrainingChoice& c) {
      return is_graph_task(c) || (c.task == "likes" && c.descent());
    });
    add<SideInfoOptions>(all, "Side information",
                         [](const TrainingChoice& c) { return is_factorization(c) && !is_lightgcn(c); });
    add<FeatureColumnOptions>(all, "Side information", [](const TrainingChoice& c) {
      return network(c) || (is_factorization(c) && !is_lightgcn(c));
    });
    add<TimeOptions>(all, "Side information",
                     [](const TrainingChoice& c) { return c.task == "ratings" || c.task == "votes"; });
    add<LayerCountOptions>(all, "Network", [](const TrainingChoice& c) { return network(c) || is_lightgcn(c); });
    add<DropoutOptions>(all, "Network", [](const TrainingChoice& c) { return is_nodes(c) || is_graph_task(c); });
    add<GcnOptions>(all, "Network", network);
    add<PropagationOptions>(all, "Network", network);
    add<RgcnOptions>(all, "Network", network);
    add<OptimizerOptions>(all, "Training", gradients);
    add<BatchOptions>(all, "Training",
                      [](const TrainingChoice& c) { return is_nodes(c) || is_graph_task(c) || is_lightgcn(c); });
    add<PrecisionOptions>(all, "Training", [](const TrainingChoice& c) {
      return is_lightgcn(c) || (is_graph_task(c) && c.all_entities);
    });
    add<AlsOptions>(all, "Training", [](const TrainingChoice& c) { return is_factorization(c) && !c.descent(); });
    add<GibbsOptions>(all, "Training", [](const TrainingChoice& c) { return c.solver == "gibbs"; });
    add<RunOptions>(all, "Training", anywhere);
    add<BudgetOptions>(all, "Training", not_table);
    add<CheckpointOptions>(all, "Training", is_factorization);
    add<ValidationOptions>(all, "Training", anywhere);
    add<EarlyStoppingOptions>(all, "Training", not_table);
    add<DataOptions>(all, "Data", anywhere);
    add<SelfLoopOptions>(all, "Data", [](const TrainingChoice& c) { return is_nodes(c) || is_graph_task(c); });
    for (Field& field : all)
      if (field.choices.empty()) field.choices = all_choices(field.name);
    return all;
  }();
  return list;
}

const TrainOptions::Field& TrainOptions::field(const std::string& name) {
  std::string dashed = name;
  std::ranges::replace(dashed, '_', '-');
  std::vector<std::string> names;
  for (const Field& field : fields()) {
    if (field.name == dashed) return field;
    names.push_back(field.name);
  }
  throw UsageError("unknown option '" + name + "'", "", known_choices(dashed, names));
}

}  // namespace kinfold
