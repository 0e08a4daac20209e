// Graphs with a known structure, and the metrics of models on their held-out facts.
#pragma once
#include <set>

#include "kg/graph_evaluation.h"
#include "kg/graph_file.h"
#include "kg/train_graph.h"
#include "oracle/folder.h"
#include "oracle/graph_models.h"
#include "registry/options.h"

namespace kinfold::oracle {

struct PlantedGraph {
  Triples train, test;
};

// Splits the facts at random; one in `test_every` is a test fact. Both parts have all names.
inline PlantedGraph train_test_split(const std::vector<Triple>& facts, std::size_t entities, std::size_t relations,
                                     std::size_t test_every) {
  PlantedGraph graph;
  for (Triples* part : {&graph.train, &graph.test}) {
    add_names(part->entities, "e", entities);
    add_names(part->relations, "r", relations);
  }
  Random random(8);
  for (const Triple& t : facts) (random.below(test_every) == 0 ? graph.test : graph.train).rows.push_back(t);
  return graph;
}

// Entities belong to groups on a circle, and relation r leads from a group to the one r steps further. A fact between
// two such groups is true with probability 0.8.
inline PlantedGraph circles(std::size_t entities = 60, std::size_t groups = 10, std::size_t relations = 3) {
  Random random(7);
  std::vector<Triple> facts;
  for (Id h = 0; h < entities; ++h)
    for (Id r = 0; r < relations; ++r)
      for (Id t = 0; t < entities; ++t)
        if (t % groups == (h + r) % groups && h != t && random.uniform() < 0.8) facts.push_back({h, r, t});
  return train_test_split(facts, entities, relations, 10);
}

// A ring of nodes, each linked to its nearest nodes.
inline PlantedGraph ring(std::size_t nodes = 80) {
  std::vector<Triple> links;
  for (Id a = 0; a < nodes; ++a)
    for (Id step = 1; step < 5; ++step) links.push_back({a, 0, Id((a + step) % nodes)});
  return train_test_split(links, nodes, 1, 10);
}

inline TrainOptions graph_options(const std::string& task, const std::string& model) {
  TrainOptions options = TrainOptions::defaults(task, "", model);
  options.rank = 8;
  options.batch_size = 64;
  options.epochs = 30;
  options.init_std = 0.1;
  options.threads = 2;
  return options;
}

inline GraphReport graph_report(const GraphModel& model, const Triples& test) {
  Pool pool(2);
  return evaluate_graph(model, test, {}, {{1, 10}, 1, 0}, pool);
}
inline double mrr(const GraphModel& model, const Triples& test) {
  return graph_report(model, test).all.metrics.at("mrr").value;
}
// The expected MRR of random scores: the mean of 1 / rank over all ranks.
inline double random_mrr(std::size_t entities) {
  double sum = 0;
  for (std::size_t rank = 1; rank <= entities; ++rank) sum += 1 / double(rank);
  return sum / double(entities);
}

inline std::string graph_bytes(const GraphModel& model) {
  const Folder folder;
  save(model, folder / "m.kf");
  return read_file(folder / "m.kf");
}

}  // namespace kinfold::oracle
