// The training options of links and triples.
#pragma once
#include <string>
#include <vector>

#include "core/option.h"
#include "data/options.h"
#include "gnn/options.h"
#include "optimizer/options.h"
#include "regularizer/options.h"
#include "sampler/options.h"
#include "train/options.h"

namespace kinfold {

// The models of the task "links" or "triples", and the losses against all entities or sampled negatives.
const std::vector<std::string>& graph_models(const std::string& task);
const std::vector<std::string>& graph_losses(bool all_entities);
inline const std::vector<std::string> kGraphRegularizers = {"n3", "l2"};
// Whether a scorer is linear in the relation, or a distance. False for unknown names.
bool is_linear_scorer(const std::string& model);
bool is_distance_scorer(const std::string& model);

struct RelationalScorerOptions {
  bool inverse_relations = true;
  int norm = 2;
  bool squared_distance = false;
  int relation_dim = 0;

  static std::vector<OptionField<RelationalScorerOptions>> fields() {
    using O = RelationalScorerOptions;
    constexpr auto distance = [](const TrainingChoice& c) { return is_distance_scorer(c.model); };
    return {
        {.name = "inverse-relations",
         .value = "yes|no",
         .member = &O::inverse_relations,
         .help = "Predict heads as tails of an inverse relation.",
         .when = [](const TrainingChoice& c) { return c.task == "triples"; }},
        {.name = "norm",
         .value = "1|2",
         .member = &O::norm,
         .help = "Norm of the distance.",
         .min = 1,
         .max = 2,
         .when = distance},
        {.name = "squared-distance",
         .value = "yes|no",
         .member = &O::squared_distance,
         .help = "Square the distance (--norm 2).",
         .when = distance},
        {.name = "relation-dim",
         .value = "N",
         .member = &O::relation_dim,
         .help = "Relation dimension of TuckER; 0 is the rank.",
         .min = 0,
         .max = 1024,
         .when = [](const TrainingChoice& c) { return c.model == "tucker"; }},
    };
  }
};

struct KnowledgeGraphOptions {
  double label_smoothing = 0;
  double relation_prediction_weight = 0;
  bool filter_negatives = true;
  bool in_batch_negatives = false;

  static std::vector<OptionField<KnowledgeGraphOptions>> fields() {
    using O = KnowledgeGraphOptions;
    constexpr auto all = [](const TrainingChoice& c) { return c.all_entities; };
    constexpr auto sampled = [](const TrainingChoice& c) { return !c.all_entities; };
    constexpr auto linear = [](const TrainingChoice& c) {
      return c.all_entities && c.task == "triples" && is_linear_scorer(c.model);
    };
    return {
        {.name = "label-smoothing",
         .value = "X",
         .member = &O::label_smoothing,
         .help = "Share of the target that is spread over all entities.",
         .min = 0,
         .max = 0.999,
         .when = all},
        {.name = "relation-prediction-weight",
         .value = "X",
         .member = &O::relation_prediction_weight,
         .help = "Weight of the auxiliary loss that predicts relations.",
         .min = 0,
         .when = linear},
        {.name = "filter-negatives",
         .value = "yes|no",
         .member = &O::filter_negatives,
         .help = "Drop sampled negatives that are known facts.",
         .when = sampled},
        {.name = "in-batch-negatives",
         .value = "yes|no",
         .member = &O::in_batch_negatives,
         .help = "Also use the query entities of a batch as negatives.",
         .when = sampled},
    };
  }
};

// For graphs that are larger than memory: at most two partitions of the entities are in memory at a time.
struct PartitionOptions {
  int partitions = 0;
  std::string memory_limit;
  std::string scratch_dir;

  static std::vector<OptionField<PartitionOptions>> fields() {
    using O = PartitionOptions;
    constexpr auto blocks = [](const TrainingChoice& c) { return !c.all_entities && c.encoder.empty(); };
    return {
        {.name = "partitions",
         .value = "N",
         .member = &O::partitions,
         .help = "Partitions of the entities; 0 as --memory-limit needs.",
         .min = 0,
         .max = 1024,
         .when = blocks},
        {.name = "memory-limit",
         .value = "SIZE",
         .member = &O::memory_limit,
         .help = "Memory that training may use, such as 8G; entities beyond it are kept in files.",
         .when = blocks,
         .affects_model = false},
        {.name = "scratch-dir",
         .value = "DIR",
         .member = &O::scratch_dir,
         .help = "Folder for those files; by default the system's temporary folder.",
         .needs = "memory-limit|partitions",
         .when = blocks,
         .affects_model = false},
    };
  }
};

struct EncoderOptions {
  std::string encoder;
  int hidden_dim = 0;

  static std::vector<OptionField<EncoderOptions>> fields() {
    using O = EncoderOptions;
    return {
        {.name = "encoder",
         .value = "NAME",
         .member = &O::encoder,
         .help = "Graph network that computes the entity embeddings."},
        {.name = "hidden-dim",
         .value = "N",
         .member = &O::hidden_dim,
         .help = "Hidden dimension of the encoder; 0 is twice the embedding's.",
         .min = 0,
         .max = 4096,
         .needs = "encoder",
         .when = [](const TrainingChoice& c) { return c.encoder != "sgc" && c.encoder != "logistic"; }},
    };
  }
};

using GraphTrainOptions =
    OptionSet<ModelOptions, RegularizerOptions, InitOptions, RelationalScorerOptions, KnowledgeGraphOptions,
              PartitionOptions, EncoderOptions, NegativeSamplingOptions, BatchOptions, PrecisionOptions, DropoutOptions,
              LayerCountOptions, GcnOptions, PropagationOptions, RgcnOptions, FeatureColumnOptions, OptimizerOptions,
              RunOptions, BudgetOptions, ValidationOptions, EarlyStoppingOptions, SelfLoopOptions, DataOptions>;

}  // namespace kinfold
