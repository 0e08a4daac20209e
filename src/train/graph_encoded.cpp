// Entities that a network makes of the graph (graph/network.h), under a scorer of links or triples: the auto-encoder of
// graphs (Kipf, Welling 2016), and of knowledge graphs (Schlichtkrull et al. 2018). Only training facts are mixed over.

#include <algorithm>
#include <numeric>
#include <optional>

#include "graph/network.h"
#include "model/node_model.h"
#include "solver/against_sampled.h"
#include "train/graph_learner.h"
#include "train/network_mover.h"
#include "train/network_shape.h"
#include "train/registry.h"

namespace kinfold {
namespace {

enum Stream : std::uint64_t { kOrder = 61, kStep = 62, kDrop = 63 };

class EncodedLearner : public GraphLearner {
 public:
  EncodedLearner(const GraphModel& model, std::span<const float> weights, const NodeFeatures* features,
                 const Options& options, Pool& pool)
      : model_(model),
        weights_(weights),
        options_(options),
        pool_(pool),
        scorer_(model.scorer()),
        alias_(draw_weights(model, weights, options)),
        network_(shape_of(model, features, options), options.seed),
        mover_(network_.parameters(), options.update, options.strength) {
    lay_out_graph(features);
    Embeddings start = starting_relations(model, options);
    tables_.relation = std::move(start.relation);
    tables_.core = std::move(start.core);
    tables_.relation_state = EntryState(options.update, tables_.relation.rows(), tables_.relation.rank());
    tables_.core_state = EntryState(options.update, tables_.core.rows(), tables_.core.rank());
    tables_.entity = BlockTable(model.entities.size(), scorer_.widths().entity, model.entities.size());
    if (options.filter_negatives) known_ = KnownFacts(model.asked(model.facts));
    SampledRule rule = sampled_rule(model, options);
    rule.penalty.strength = 0;  // the network's weights decay instead
    solver_.emplace(scorer_, tables_, known_, rule, pool);
    for (std::size_t n = 0; n < model.facts.size(); ++n) total_ += weights.empty() ? 2 : 2 * double(weights[n]);
    order_.resize(model.facts.size());
    std::iota(order_.begin(), order_.end(), 0u);
  }

  double epoch(std::size_t number) override {
    const double rate = options_.rate * rate_share(options_.decay, number, std::size_t(options_.epochs));
    Random(options_.seed, {kOrder, number}).shuffle(order_);
    const auto size = std::size_t(options_.batch);
    double loss = 0;
    for (std::size_t begin = 0; begin < order_.size(); begin += size)
      loss += step(std::span(order_).subspan(begin, std::min(size, order_.size() - begin)), rate);
    return loss / total_;
  }

  void publish(Embeddings& tables, bool) override {
    tables.relation = tables_.relation;
    tables.core = tables_.core;
    tables.entity = network_.forward(scene(false));
  }

 private:
  static NetworkShape shape_of(const GraphModel& model, const NodeFeatures* features, const Options& options) {
    NetworkShape shape = network_shape(options.encoder, options);
    const std::size_t out = model.scorer().widths().entity;
    shape.width = options.hidden > 0 ? std::size_t(options.hidden) : 2 * out;
    shape.out = out;
    shape.relations = model.relations.size();
    shape.features = features ? features->rows.columns : model.entities.size();
    return shape;
  }

  void lay_out_graph(const NodeFeatures* features) {
    const std::size_t nodes = model_.entities.size();
    if (features) {
      const Sparse rows = rows_for(model_.entities, *features, "--node-features " + options_.node_features);
      inputs_ = inputs(find_scale(rows, options_.feature_scale), rows);
    } else {
      inputs_ = one_hot(nodes, nodes);
    }
    if (options_.encoder == "rgcn") {
      typed_ = typed_links(nodes, model_.relations.size(), model_.facts, weights_);
      return;
    }
    mix_ = adjacency(nodes, model_.facts, weights_, {!options_.directed, options_.self_loops, options_.normalization});
    back_ = transposed(mix_);
  }

  Scene scene(bool training, std::uint64_t seed = 0) {
    return {&mix_, &back_, &inputs_, pool_, seed, training, &typed_};
  }

  double step(std::span<const std::uint32_t> facts, double rate) {
    ++steps_;
    const Scene training = scene(true, Random(options_.seed, {kDrop, steps_})());
    const Table& rows = network_.forward(training);
    for (Id e = 0; e < rows.rows(); ++e) std::copy_n(rows[e], rows.rank(), tables_.entity[e]);
    batch_.clear();
    for (const std::uint32_t n : facts)
      batch_.push_back(asked_fact(model_, model_.facts[n], weights_.empty() ? 1 : weights_[n]));
    const Draws draws{0, alias_};
    const double loss = solver_->slope(batch_, draws, draws, Random(options_.seed, {kStep, steps_}));
    slopes_.shape(rows.rows(), rows.rank());
    std::ranges::fill(slopes_.padded(), 0.0f);
    solver_->add_entity_slopes(slopes_);
    network_.backward(slopes_, training);
    mover_.move(rate);
    solver_->move_relations({options_.update, float(rate), steps_});
    return loss;
  }

  const GraphModel& model_;
  std::span<const float> weights_;
  const Options options_;
  Pool& pool_;
  RelationalScorer scorer_;
  Alias alias_;
  Network network_;
  NetworkMover mover_;
  Sparse inputs_, mix_, back_;
  TypedLinks typed_;
  BlockedEmbeddings tables_;
  KnownFacts known_;
  std::optional<AgainstSampled> solver_;
  std::vector<std::uint32_t> order_;
  std::vector<AskedFact> batch_;
  Table slopes_;
  double total_ = 0;  // weight of the facts' ends
  std::size_t steps_ = 0;
};

}  // namespace

std::unique_ptr<GraphLearner> learn_encoded(const GraphModel& model, std::span<const float> weights,
                                            const NodeFeatures* features, const Options& options, Pool& pool) {
  return std::make_unique<EncodedLearner>(model, weights, features, options, pool);
}

}  // namespace kinfold
