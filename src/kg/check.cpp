#include "kg/check.h"

#include "core/allow.h"
#include "core/text.h"
#include "gnn/network.h"
#include "kg/relational_scorer.h"
#include "optimizer/schedule.h"

namespace kinfold {
namespace {

void check_encoder(const GraphTrainOptions& options) {
  if (options.encoder.empty()) {
    if (!options.node_features.empty())
      throw UsageError("node features need an encoder", "--node-features",
                       "set --encoder to one of: " + join(kNetworks));
    return;
  }
  check_allowed("encoder", options.encoder, "the task " + options.task, kNetworks);
  if (options.negatives == 0)
    throw UsageError("an encoder is trained with sampled negatives", "--negatives all", "use --negatives 64");
  if (!options.memory_limit.empty() || options.partitions > 0)
    throw UsageError("an encoder needs the whole graph in memory",
                     options.memory_limit.empty() ? "--partitions" : "--memory-limit", "leave it out");
}

}  // namespace

void check_graph_options(const GraphTrainOptions& options) {
  lr_factor(options.lr_schedule, 0, 1);
  check_allowed("model", options.model, "the task " + options.task, graph_models(options.task));
  check_allowed("loss", options.loss, options.negatives == 0 ? "--negatives all" : "the task " + options.task,
                graph_losses(options.negatives == 0));
  check_allowed("regularizer", options.regularizer, "the task " + options.task, kGraphRegularizers);
  const RelationalScorer scorer(options.model, {1, options.norm});
  const Similarity similarity = scorer.similarity();
  if (options.negatives == 0 && (similarity == Similarity::kManhattan || similarity == Similarity::kComplexModulus))
    throw UsageError("distances with --norm 1 need sampled negatives", "--negatives all",
                     "use --norm 2, or --negatives 64");
  if (options.relation_prediction_weight > 0 && (!scorer.linear() || options.negatives > 0))
    throw UsageError(
        "relation prediction needs --negatives all and a model that is linear in relations, such as complex",
        "--relation-prediction-weight " + plain_number(options.relation_prediction_weight), "leave it out");
  if (options.label_smoothing > 0 && options.negatives > 0)
    throw UsageError("label smoothing needs --negatives all", "--label-smoothing", "leave it out");
  if (options.negatives == 0 && options.in_batch_negatives)
    throw UsageError("--negatives all already compares with every entity", "--in-batch-negatives yes",
                     "leave it out, or use --negatives 64");
  if (options.negatives == 0 && !(options.memory_limit.empty() && options.partitions == 0))
    throw UsageError("partitions need sampled negatives", "--negatives all", "use --negatives 64");
  if (options.rank == 0)
    throw UsageError("the rank is chosen automatically for tables only", "--rank auto", "give a number");
  check_encoder(options);
}

}  // namespace kinfold
