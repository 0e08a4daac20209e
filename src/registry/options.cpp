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
bool gradients(const TrainingChoice& c) { return is_graph_task(c) || is_nodes(c) || (c.descent() && c.trainable()); }
bool is_lightgcn(const TrainingChoice& c) { return c.solver == "lightgcn"; }
bool trainable(const TrainingChoice& c) { return c.trainable(); }
bool has_vectors(const TrainingChoice& c) { return c.has_vectors(); }
bool has_side_information(const TrainingChoice& c) { return is_factorization(c) && c.trainable() && !is_lightgcn(c); }

// Whether the vectors are regularized by a given weight. The Gibbs sampler estimates its weights; svd and the direct
// solvers of pca have none.
bool regularizes_tables(const TrainingChoice& c) {
  return is_table(c) && c.model != "svd" && !(c.model == "pca" && (c.solver == "full" || c.solver == "randomized"));
}
bool regularizes_vectors(const TrainingChoice& c) {
  return is_factorization(c) && c.has_vectors() && c.solver != "gibbs";
}
bool regularizes(const TrainingChoice& c) {
  return is_factorization(c) ? regularizes_vectors(c) : !is_table(c) || regularizes_tables(c);
}

bool uses_batches(const TrainingChoice& c) {
  return is_lightgcn(c) || (is_nodes(c) && c.sampled_neighbors) || is_graph_task(c);
}

// Restricts an option of a struct that all tasks share.
void restrict(Fields& all, const std::string& name, Where when) {
  for (TrainOptions::Field& field : all)
    if (field.name == name) field.when = when;
}

}  // namespace

// Which option structs a task, model and solver reads.
const Fields& TrainOptions::fields() {
  static const Fields list = [] {
    Fields all;
    add<ModelOptions>(all, "Model", anywhere);
    add<RegularizerOptions>(all, "Model", [](const TrainingChoice& c) {
      return regularizes_vectors(c) || (is_graph_task(c) && c.encoder.empty());
    });
    add<SideRegOptions>(all, "Model",
                        [](const TrainingChoice& c) { return regularizes_vectors(c) || regularizes_tables(c); });
    add<FactorizationOptions>(all, "Model", is_factorization);
    add<InitOptions>(all, "Model", [](const TrainingChoice& c) {
      return is_factorization(c) ? c.has_vectors() : is_graph_task(c) && c.encoder.empty();
    });
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
    add<SideInfoOptions>(all, "Side information", has_side_information);
    add<FeatureColumnOptions>(all, "Side information",
                              [](const TrainingChoice& c) { return network(c) || has_side_information(c); });
    add<TimeOptions>(all, "Side information",
                     [](const TrainingChoice& c) { return has_side_information(c) && c.task != "likes"; });
    add<LayerCountOptions>(all, "Network", [](const TrainingChoice& c) { return network(c) || is_lightgcn(c); });
    add<DropoutOptions>(all, "Network", [](const TrainingChoice& c) { return is_nodes(c) || is_graph_task(c); });
    add<GcnOptions>(all, "Network", network);
    add<PropagationOptions>(all, "Network", network);
    add<RgcnOptions>(all, "Network", network);
    add<OptimizerOptions>(all, "Training", gradients);
    add<BatchOptions>(all, "Training", uses_batches);
    add<PrecisionOptions>(all, "Training", [](const TrainingChoice& c) {
      return is_lightgcn(c) || (is_graph_task(c) && c.all_entities);
    });
    add<AlsOptions>(all, "Training",
                    [](const TrainingChoice& c) { return is_factorization(c) && c.trainable() && !c.descent(); });
    add<GibbsOptions>(all, "Training", [](const TrainingChoice& c) { return c.trainable() && c.solver == "gibbs"; });
    add<RunOptions>(all, "Training", anywhere);
    add<BudgetOptions>(all, "Training", not_table);
    add<CheckpointOptions>(all, "Training", is_factorization);
    add<ValidationOptions>(all, "Training", anywhere);
    add<EarlyStoppingOptions>(all, "Training", not_table);
    add<DataOptions>(all, "Data", anywhere);
    add<SelfLoopOptions>(all, "Data", [](const TrainingChoice& c) { return is_nodes(c) || is_graph_task(c); });
    restrict(all, "rank", has_vectors);
    restrict(all, "epochs", trainable);
    restrict(all, "reg", regularizes);
    restrict(all, "margin", [](const TrainingChoice& c) {
      return c.loss == "warp" || c.loss == "margin-ranking" || is_distance_scorer(c.model);
    });
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
