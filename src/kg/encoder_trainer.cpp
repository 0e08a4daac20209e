// Trains a graph network (gnn/network.h) that computes the entity embeddings for a scorer of links or triples: the
// graph auto-encoder (Kipf, Welling 2016), and with relations the R-GCN link predictor (Schlichtkrull et al. 2018).
// Only training facts take part in propagation.

#include <algorithm>
#include <numeric>
#include <optional>

#include "gnn/input_features.h"
#include "gnn/network.h"
#include "gnn/network_optimizer.h"
#include "gnn/network_options.h"
#include "kg/graph_trainer.h"
#include "kg/negative_sampling.h"
#include "optimizer/schedule.h"

namespace kinfold {
namespace {

enum EncoderStream : std::uint64_t { kEncoderOrder = 61, kStep = 62, kEncoderDropout = 63 };

class EncoderTrainer : public GraphTrainer {
 public:
  EncoderTrainer(const GraphModel& model, std::span<const float> weights, const NodeFeatures* features,
                 const GraphTrainOptions& options, Pool& pool)
      : model_(model),
        weights_(weights),
        options_(options),
        pool_(pool),
        scorer_(model.scorer()),
        alias_(sampling_weights(model, weights, options)),
        network_(encoder_spec(model, features, options), options.seed),
        optimizer_(network_.parameters(), options.optimizer, options.reg) {
    init_graph(features);
    Embeddings init = init_relations(model, options);
    embeddings_.relation = std::move(init.relation);
    embeddings_.core = std::move(init.core);
    embeddings_.relation_state =
        EntrywiseState(options.optimizer, embeddings_.relation.rows(), embeddings_.relation.rank());
    embeddings_.core_state = EntrywiseState(options.optimizer, embeddings_.core.rows(), embeddings_.core.rank());
    embeddings_.entity = BlockMatrix(model.entities.size(), scorer_.dims().entity, model.entities.size());
    if (options.filter_negatives) filter_ = FilterIndex(model.resolve_inverses(model.facts));
    SampledEntityOptions solver_options = sampled_entity_options(model, options);
    solver_options.regularizer.reg = 0;  // the optimizer of the network applies weight decay instead
    solver_.emplace(scorer_, embeddings_, filter_, solver_options, pool);
    for (std::size_t n = 0; n < model.facts.size(); ++n) total_weight_ += weights.empty() ? 2 : 2 * double(weights[n]);
    order_.resize(model.facts.size());
    std::iota(order_.begin(), order_.end(), 0u);
  }

  double epoch(std::size_t number) override {
    const double lr = options_.lr * lr_factor(options_.lr_schedule, number, std::size_t(options_.epochs));
    Random(options_.seed, {kEncoderOrder, number}).shuffle(order_);
    const auto size = std::size_t(options_.batch_size);
    double loss = 0;
    for (std::size_t begin = 0; begin < order_.size(); begin += size)
      loss += step(std::span(order_).subspan(begin, std::min(size, order_.size() - begin)), lr);
    return loss / total_weight_;
  }

  void write_to(Embeddings& embeddings, bool) override {
    embeddings.relation = embeddings_.relation;
    embeddings.core = embeddings_.core;
    embeddings.entity = network_.forward(context(false));
  }

 private:
  static NetworkSpec encoder_spec(const GraphModel& model, const NodeFeatures* features,
                                  const GraphTrainOptions& options) {
    NetworkSpec spec = make_network_spec(options.encoder, options);
    const std::size_t out = model.scorer().dims().entity;
    spec.hidden_dim = options.hidden_dim > 0 ? std::size_t(options.hidden_dim) : 2 * out;
    spec.out = out;
    spec.relations = model.relations.size();
    spec.features = features ? features->rows.columns : model.entities.size();
    return spec;
  }

  void init_graph(const NodeFeatures* features) {
    const std::size_t nodes = model_.entities.size();
    if (features) {
      const CsrMatrix rows = align_features(model_.entities, *features, "--node-features " + options_.node_features);
      features_ = scale_features(fit_feature_scaler(rows, options_.feature_scaling), rows);
    } else {
      features_ = one_hot(nodes, nodes);
    }
    if (options_.encoder == "rgcn") {
      typed_links_ = typed_links(nodes, model_.relations.size(), model_.facts, weights_);
      return;
    }
    adj_ = adjacency(nodes, model_.facts, weights_,
                     {!options_.directed, options_.add_self_loops, options_.adjacency_normalization});
    adj_t_ = transposed(adj_);
  }

  ForwardContext context(bool training, std::uint64_t seed = 0) {
    return {&adj_, &adj_t_, &features_, pool_, seed, training, &typed_links_};
  }

  double step(std::span<const std::uint32_t> facts, double lr) {
    ++steps_;
    const ForwardContext training = context(true, Random(options_.seed, {kEncoderDropout, steps_})());
    const Matrix& rows = network_.forward(training);
    for (Id e = 0; e < rows.rows(); ++e) std::copy_n(rows[e], rows.rank(), embeddings_.entity[e]);
    batch_.clear();
    for (const std::uint32_t n : facts)
      batch_.push_back(fact_queries(model_, model_.facts[n], weights_.empty() ? 1 : weights_[n]));
    const EntitySampler sampler{0, alias_};
    const double loss = solver_->compute_gradients(batch_, sampler, sampler, Random(options_.seed, {kStep, steps_}));
    gradients_.resize(rows.rows(), rows.rank());
    std::ranges::fill(gradients_.padded(), 0.0f);
    solver_->add_entity_gradients(gradients_);
    network_.backward(gradients_, training);
    optimizer_.step(lr);
    solver_->update_relations({options_.optimizer, float(lr), steps_});
    return loss;
  }

  const GraphModel& model_;
  std::span<const float> weights_;
  const GraphTrainOptions options_;
  Pool& pool_;
  RelationalScorer scorer_;
  AliasSampler alias_;
  Network network_;
  NetworkOptimizer optimizer_;
  CsrMatrix features_, adj_, adj_t_;
  TypedLinks typed_links_;
  PartitionedEmbeddings embeddings_;
  FilterIndex filter_;
  std::optional<NegativeSamplingSolver> solver_;
  std::vector<std::uint32_t> order_;
  std::vector<FactQueries> batch_;
  Matrix gradients_;
  double total_weight_ = 0;  // summed over both ends of all facts
  std::size_t steps_ = 0;
};

}  // namespace

std::unique_ptr<GraphTrainer> make_encoder_trainer(const GraphModel& model, std::span<const float> weights,
                                                   const NodeFeatures* features, const GraphTrainOptions& options,
                                                   Pool& pool) {
  return std::make_unique<EncoderTrainer>(model, weights, features, options, pool);
}

}  // namespace kinfold
