// How well a model of links or triples ranks withheld facts (kg/triple_ranking.h), on the whole and by part.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "evaluate/bootstrap.h"
#include "kg/leaked_facts.h"
#include "kg/triple_ranking.h"

namespace kinfold {

// Over ranks: mrr, the mean of 1 / rank; hits@k, the share of ranks up to k; mean_rank. The same of raw ranks with
// "raw_" before. Of links also auc, the chance that a withheld link scores above a pair that is no link, and
// average_precision of the withheld links among as many such pairs, drawn at random.
struct GraphMetrics {
  std::string name;
  std::size_t facts = 0;
  std::map<std::string, Metric> metrics;
};

struct GraphReport {
  std::size_t facts = 0, unseen_facts = 0;  // with an entity or relation that training does not show
  std::size_t entities = 0, unseen_entities = 0, unseen_relations = 0;
  std::size_t repeated = 0;             // that training shows
  TestLeakage leakage;                  // of triples: facts that training tells by a rule of its own
  GraphMetrics all;                     // unseen entities stand at the middle of all
  GraphMetrics seen;                    // facts without unseen names
  std::vector<GraphMetrics> parts;      // by the end that is asked for, and by category, where there are relations
  std::vector<GraphMetrics> relations;  // by relation, of most facts first
};

struct GraphEvaluationOptions {
  std::vector<std::size_t> ks = {1, 3, 10};
  std::uint64_t seed = 1;
  std::size_t resamples = kResamples;  // of facts, for the intervals
};

// Facts of the test and those of `others` are known beside those of training and validation, and left out by the
// filter.
GraphReport evaluate_graph(const GraphModel& model, const Triples& test, const std::vector<const Triples*>& others,
                           const GraphEvaluationOptions& options, Pool& pool);

// "1-1", "1-n", "n-1", "n-n" for each relation: whether a head has more than 1.5 tails on average in the facts, and a
// tail heads (Bordes et al. 2013).
std::vector<std::string> relation_categories(std::span<const Triple> facts, std::size_t relations);

// Names of the metrics in the order in which they are read: of ranks, of raw ranks, of pairs.
std::vector<std::string> graph_metric_names(const std::vector<std::size_t>& ks);

// auc and average_precision of links against pairs that are none; of equal scores half counts.
double area_under_roc(std::span<const float> links, std::span<const float> others);
double average_precision(std::span<const float> links, std::span<const float> others);

}  // namespace kinfold
