#include "nodes/label_trainer.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "core/random.h"
#include "core/text.h"
#include "gnn/neighbor_sampling.h"
#include "gnn/network_optimizer.h"
#include "optimizer/schedule.h"
#include "train/train_loop.h"

namespace kinfold {
namespace {

enum Stream : std::uint64_t { kDropout = 51, kOrder = 52, kSample = 53 };

constexpr std::size_t kScoringBatch = 4096;  // nodes whose scores are found together, where neighbours are drawn

// A part of the graph, ready for a network.
struct SubgraphBatch {
  SampledSubgraph subgraph;
  CsrMatrix adj_t, features;

  SubgraphBatch(const NodeTrainingSet& training_set, SampledSubgraph sampled)
      : subgraph(std::move(sampled)),
        adj_t(transposed(subgraph.adj)),
        features(index_select(training_set.features, subgraph.nodes)) {}
};

class NodeTask : public LoopTask {
 public:
  NodeTask(const NodeTrainingSet& training_set, const NetworkSpec& spec, const NodeTrainOptions& options, Pool& pool)
      : training_set_(training_set),
        options_(options),
        pool_(pool),
        adj_t_(transposed(training_set.adj)),
        network_(spec, options.seed),
        optimizer_(network_.parameters(), options.optimizer, options.reg) {
    for_each_labeled_node(training_set.train.rows,
                          [&](Id, std::span<const NodeLabel> labels) { labelled_.push_back(labels); });
  }

  NodeTrainingResult run(const ProgressCallback& callback) {
    const bool validates = !training_set_.validation.rows.empty();
    const LoopOptions loop{.epochs = std::size_t(options_.epochs),
                           .examples = training_set_.train.rows.size(),
                           .patience = validates ? std::size_t(options_.patience) : 0,
                           .time_budget = options_.time_budget};
    result_.stop_reason = run_epochs(state_, loop, *this, callback);
    result_.curve = state_.curve;
    result_.best_epoch = state_.best_epoch;
    if (!validates) {
      compute_scores(result_.scores, result_.hidden);
      save_parameters();
    }
    if (!std::ranges::all_of(result_.scores.padded(), [](float x) { return std::isfinite(x); }))
      throw_diverged(result_.curve.size());
    return std::move(result_);
  }

  double train_epoch(std::size_t epoch) override {
    const double lr = options_.lr * lr_factor(options_.lr_schedule, epoch, std::size_t(options_.epochs));
    const double loss = options_.num_neighbors > 0 ? train_batches(epoch, lr) : train_full_graph(epoch, lr);
    if (!std::isfinite(loss)) throw_diverged(epoch + 1);
    return loss;
  }

  // The best epoch has the highest score, and among equal scores the lowest loss. Patience restarts where either of the
  // two is as good as ever.
  EpochScore score_epoch(std::size_t, double) override {
    if (training_set_.validation.rows.empty()) return {};
    compute_scores(epoch_scores_, epoch_hidden_);
    const double score = label_score(epoch_scores_, training_set_.validation);
    const double loss = label_loss(epoch_scores_, training_set_.validation, nullptr);
    const bool improved = score >= best_score_ || loss <= min_loss_;
    const bool better = score > best_score_ || (score == best_score_ && loss < loss_of_best_);
    best_score_ = std::max(best_score_, score);
    min_loss_ = std::min(min_loss_, loss);
    if (better) {
      loss_of_best_ = loss;
      std::swap(result_.scores, epoch_scores_);
      std::swap(result_.hidden, epoch_hidden_);
      save_parameters();
    }
    return {score, better, improved};
  }

 private:
  ForwardContext context(bool training, std::uint64_t seed = 0) {
    return {&training_set_.adj, &adj_t_, &training_set_.features, pool_, seed, training, training_set_.typed_links};
  }

  double train_full_graph(std::size_t epoch, double lr) {
    const ForwardContext training = context(true, Random(options_.seed, {kDropout, epoch})());
    const double loss = label_loss(network_.forward(training), training_set_.train, &gradients_);
    network_.backward(gradients_, training);
    optimizer_.step(lr);
    return loss;
  }

  // Nodes by batches, each with the neighbours that were drawn for it.
  double train_batches(std::size_t epoch, double lr) {
    const std::vector<std::uint32_t> order = Random(options_.seed, {kOrder, epoch}).permutation(labelled_.size());
    double loss = 0;
    for (std::size_t begin = 0; begin < order.size(); begin += std::size_t(options_.batch_size)) {
      LabelTargets targets{{}, training_set_.train.class_weights, training_set_.train.multi_label};
      std::vector<Id> nodes;
      for (std::size_t n = begin; n < std::min(order.size(), begin + std::size_t(options_.batch_size)); ++n) {
        for (const NodeLabel& label : labelled_[order[n]]) targets.rows.push_back({Id(nodes.size()), label.class_id});
        nodes.push_back(labelled_[order[n]][0].node);
      }
      const SubgraphBatch subgraph_batch(training_set_, sample_neighbors(training_set_.adj, nodes, network_.hops(),
                                                                         std::size_t(options_.num_neighbors),
                                                                         Random(options_.seed, {kSample, ++batches_})));
      const ForwardContext training{&subgraph_batch.subgraph.adj,
                                    &subgraph_batch.adj_t,
                                    &subgraph_batch.features,
                                    pool_,
                                    Random(options_.seed, {kDropout, batches_})(),
                                    true,
                                    nullptr,
                                    batches_};
      loss += double(nodes.size()) * label_loss(network_.forward(training), targets, &gradients_);
      network_.backward(gradients_, training);
      optimizer_.step(lr);
    }
    return loss / double(labelled_.size());
  }

  // Of all nodes: over the whole graph, or part by part with all neighbours.
  void compute_scores(Matrix& scores, Matrix& hidden) {
    if (options_.num_neighbors == 0) {
      scores = network_.forward(context(false));
      hidden = network_.hidden();
      return;
    }
    const std::size_t count = training_set_.adj.rows();
    for (std::size_t begin = 0; begin < count; begin += kScoringBatch) {
      std::vector<Id> nodes(std::min(kScoringBatch, count - begin));
      std::iota(nodes.begin(), nodes.end(), Id(begin));
      const SubgraphBatch subgraph_batch(training_set_,
                                         sample_neighbors(training_set_.adj, nodes, network_.hops(), 0, Random(0)));
      const Matrix& batch_scores =
          network_.forward({&subgraph_batch.subgraph.adj, nullptr, &subgraph_batch.features, pool_});
      scores.resize(count, batch_scores.rank());
      hidden.resize(count, network_.hidden().rank());
      for (Id n = 0; n < nodes.size(); ++n) {
        std::ranges::copy(batch_scores.row(n), scores[nodes[n]]);
        std::ranges::copy(network_.hidden().row(n), hidden[nodes[n]]);
      }
    }
  }

  void save_parameters() {
    result_.parameters.clear();
    for (const Parameter* parameter : network_.parameters()) result_.parameters.push_back(parameter->value);
  }

  [[noreturn]] void throw_diverged(std::size_t epoch) const {
    throw Error("the training diverged in epoch " + std::to_string(epoch), "--lr " + plain_number(options_.lr),
                "try a lower learning rate, such as --lr " + plain_number(options_.lr / 4));
  }

  const NodeTrainingSet& training_set_;
  NodeTrainOptions options_;
  Pool& pool_;
  CsrMatrix adj_t_;
  Network network_;
  NetworkOptimizer optimizer_;
  Matrix gradients_, epoch_scores_, epoch_hidden_;
  std::vector<std::span<const NodeLabel>> labelled_;  // of each labelled node
  std::uint64_t batches_ = 0;
  NodeTrainingResult result_;
  double best_score_ = -1, min_loss_ = INFINITY, loss_of_best_ = INFINITY;
  LoopState state_;
};

}  // namespace

double label_score(const Matrix& scores, const LabelTargets& targets) {
  std::size_t nodes = 0, hits = 0, predicted = 0, labels = 0;
  for_each_labeled_node(targets.rows, [&](Id node, std::span<const NodeLabel> node_labels) {
    ++nodes;
    labels += node_labels.size();
    const std::span<const float> row = scores.row(node);
    const auto is_true_label = [&](std::size_t c) {
      return std::ranges::find(node_labels, Id(c), &NodeLabel::class_id) != node_labels.end();
    };
    if (!targets.multi_label) {
      hits += is_true_label(std::size_t(std::ranges::max_element(row) - row.begin()));
      return;
    }
    for (std::size_t c = 0; c < row.size(); ++c) predicted += row[c] > 0, hits += row[c] > 0 && is_true_label(c);
  });
  if (targets.multi_label) return predicted + labels > 0 ? 2 * double(hits) / double(predicted + labels) : 0;
  return nodes > 0 ? double(hits) / double(nodes) : 0;
}

NodeTrainingResult train_network(const NodeTrainingSet& training_set, const NetworkSpec& spec,
                                 const NodeTrainOptions& options, Pool& pool, const ProgressCallback& callback) {
  return NodeTask(training_set, spec, options, pool).run(callback);
}

}  // namespace kinfold
