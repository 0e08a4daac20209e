// Evaluates models on held-out data, with 95 % bootstrap intervals (Efron, Tibshirani 1993).
//
//   const kinfold::RatingReport report = kinfold::evaluate_ratings(model, test);
//   const kinfold::Metric rmse = report.all.metrics.at("rmse");
//   std::printf("rmse %.4f [%.4f, %.4f] on %zu ratings\n", rmse.value, rmse.low, rmse.high, report.all.rows);
//
//   const kinfold::RankingReport lists = kinfold::evaluate_ranking(likes, test, {"ndcg", "recall"}, {10, 100});
//   std::printf("ndcg@10 %.4f\n", lists.metrics.at("ndcg@10").value);
//
// | task          | function           | metrics                                                                  |
// | ratings       | evaluate_ratings() | rmse, mae                                                                |
// | votes         | evaluate_votes()   | log_loss, auc, accuracy, brier, calibration_error                        |
// | likes         | evaluate_ranking() | precision, recall, ndcg, map, hit_rate, mrr, novelty, coverage, gini     |
// | table         | evaluate_cells()   | loss relative to constant predictions, error per column                  |
// | links, triples| evaluate_graph()   | mrr, hits@k, mean_rank, raw and filtered (Bordes et al. 2013); for links |
// |               |                    | also auc, average_precision                                              |
// | nodes         | evaluate_nodes()   | accuracy, log_loss, micro_f1, macro_f1, confusion matrix                 |
//
// Rankings score all items or entities, never a sample. Equal scores share their ranks, so that a constant scorer gets
// the score of chance. Reports count unseen users, items and entities separately, and test rows that are in the
// training data. Compare two models on the same test set by unit_scores() and compare(), which is paired.
//
// Shapes: a metric has a value and an interval [low, high]; both ends are NaN if there is no interval.
// Errors: an unknown metric throws a UsageError; a test set without rows that can be evaluated throws an Error or gives
// NaN, as the function says.
// Thread safety: all functions are thread-safe, but each call needs a Pool of its own.
// Determinism: intervals depend on `seed`, nothing on the number of threads.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "compare/paired.h"
#include "core/pool.h"
#include "evaluate/bootstrap.h"
#include "evaluate/spread.h"
#include "factorization/ranking.h"
#include "factorization/rating.h"
#include "factorization/votes.h"
#include "kg/graph_evaluation.h"
#include "nodes/label_evaluation.h"
#include "table/cell_evaluation.h"
#include "table/impute.h"

namespace kinfold {

// Evaluates predicted probabilities of a like. Uses all processor cores.
inline VoteReport evaluate_votes(const Model& model, const Ratings& test, std::uint64_t seed = 1) {
  Pool pool(0);
  return evaluate_votes(model, test, seed, pool);
}

// Evaluates ranked lists by metrics such as "ndcg@10"; a name without @k is computed at each of `ks`. All test rows are
// relevant. Throws a UsageError that lists the known metrics if a name is unknown. Uses all processor cores.
inline RankingReport evaluate_ranking(const Model& model, const Ratings& test, const std::vector<std::string>& metrics,
                                      const std::vector<std::size_t>& ks = {10}, std::uint64_t seed = 1) {
  RankingOptions options;
  options.metrics = ranking_metrics(metrics, ks);
  options.seed = seed;
  Pool pool(0);
  return evaluate_ranking(model, test, options, pool);
}

// Evaluates the ranks of held-out facts or links, filtered by the training and validation facts and the test itself.
// Uses all processor cores.
inline GraphReport evaluate_graph(const GraphModel& model, const Triples& test,
                                  const GraphEvaluationOptions& options = {}) {
  Pool pool(0);
  return evaluate_graph(model, test, {}, options, pool);
}

// Evaluates predicted classes of held-out nodes. Uses all processor cores.
inline LabelReport evaluate_nodes(const NodeModel& model, const NodeLabels& test, std::uint64_t seed = 1) {
  Pool pool(0);
  return evaluate_nodes(model, test, seed, pool);
}

// Evaluates imputed values of cells that hold_out_cells() removed from `cells`, which has the columns of the model. The
// rows may be those of the training table or new ones. Uses all processor cores.
inline CellReport evaluate_cells(const TableModel& model, const Matrix& cells, const std::vector<HeldOutCell>& held_out,
                                 std::uint64_t seed = 1) {
  Pool pool(0);
  return evaluate_cells(model, transform(model, cells, pool), held_out, seed, pool);
}

}  // namespace kinfold
