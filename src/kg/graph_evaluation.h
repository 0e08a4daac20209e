// Evaluates how well a model of links or triples ranks held-out facts (kg/triple_ranking.h), over all facts and by
// part.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "evaluate/bootstrap.h"
#include "kg/leaked_facts.h"
#include "kg/triple_ranking.h"

namespace kinfold {

// Metrics over the filtered ranks of both ends of each fact: mrr, the mean of 1 / rank; hits@k, the fraction of ranks
// up to k; and mean_rank. The same metrics over raw ranks have the prefix "raw_". For links also auc, the probability
// that a held-out link scores above a pair that is not a link, and average_precision of the held-out links among the
// same number of such pairs, sampled at random.
struct GraphMetrics {
  std::string name;
  std::size_t facts = 0;
  std::map<std::string, Metric> metrics;
};

struct GraphReport {
  std::size_t facts = 0, unseen_facts = 0;  // all test facts; those with an entity or relation unseen in training
  std::size_t entities = 0, unseen_entities = 0, unseen_relations = 0;
  std::size_t repeated = 0;             // test facts that are also training facts
  TestLeakage leakage;                  // test facts that training leaks; only for triples
  GraphMetrics all;                     // all test facts; a fact with an unseen name has the middle rank
  GraphMetrics seen;                    // facts whose entities and relation are all seen in training
  std::vector<GraphMetrics> parts;      // for triples: by queried end, then by category of the relation
  std::vector<GraphMetrics> relations;  // for triples: by relation, the one with most facts first
};

struct GraphEvaluationOptions {
  std::vector<std::size_t> ks = {1, 3, 10};
  std::uint64_t seed = 1;
  std::size_t resamples = kResamples;  // bootstrap samples of the facts, for the confidence intervals
};

// Evaluates the model on the test facts. The filter removes the facts of training, validation, `test` and `others` from
// the candidates, except for the test fact itself.
GraphReport evaluate_graph(const GraphModel& model, const Triples& test, const std::vector<const Triples*>& others,
                           const GraphEvaluationOptions& options, Pool& pool);

// The category of each relation: "1-1", "1-n", "n-1" or "n-n". The tail side is "n" if a head has more than 1.5 tails
// on average, and the head side is "n" if a tail has more than 1.5 heads on average (Bordes et al. 2013).
std::vector<std::string> relation_categories(std::span<const Triple> facts, std::size_t relations);

// Names of the metrics in the order of display: filtered ranks, raw ranks, pairs.
std::vector<std::string> graph_metric_names(const std::vector<std::size_t>& ks);

// The metrics auc and average_precision, from the scores of links and of other pairs. For auc, equal scores count half.
double area_under_roc(std::span<const float> links, std::span<const float> non_links);
double average_precision(std::span<const float> links, std::span<const float> non_links);

}  // namespace kinfold
