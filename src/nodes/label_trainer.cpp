#include "nodes/label_trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "core/random.h"
#include "core/text.h"
#include "gnn/neighbor_sampling.h"
#include "gnn/network_optimizer.h"
#include "optimizer/schedule.h"

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

class NodeTrainLoop {
 public:
  NodeTrainLoop(const NodeTrainingSet& training_set, const NetworkSpec& spec, const NodeTrainOptions& options,
                Pool& pool, const ProgressCallback& callback)
      : training_set_(training_set),
        options_(options),
        pool_(pool),
        callback_(callback),
        adj_t_(transposed(training_set.adj)),
        network_(spec, options.seed),
        optimizer_(network_.parameters(), options.optimizer, options.reg) {
    for_each_labeled_node(training_set.train.rows,
                          [&](Id, std::span<const NodeLabel> labels) { labelled_.push_back(labels); });
  }

  NodeTrainingResult run() {
    const auto epochs = std::size_t(options_.epochs);
    for (std::size_t epoch = 0; epoch < epochs && result_.stop_reason.empty(); ++epoch) train_epoch(epoch, epochs);
    if (training_set_.validation.rows.empty()) {
      compute_scores(result_.scores, result_.hidden);
      save_best(result_.curve.size());
    }
    if (!std::ranges::all_of(result_.scores.padded(), [](float x) { return std::isfinite(x); }))
      diverged(result_.curve.size());
    return std::move(result_);
  }

 private:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

  ForwardContext context(bool training, std::uint64_t seed = 0) {
    return {&training_set_.adj, &adj_t_, &training_set_.features, pool_, seed, training, training_set_.typed_links};
  }

  void train_epoch(std::size_t epoch, std::size_t epochs) {
    const double before = seconds();
    const double lr = options_.lr * lr_share(options_.lr_schedule, epoch, epochs);
    const double loss = options_.num_neighbors > 0 ? train_batches(epoch, lr) : train_full_graph(epoch, lr);
    if (!std::isfinite(loss)) diverged(epoch + 1);
    CurvePoint point{loss, NAN};
    if (!training_set_.validation.rows.empty()) validate(point, epoch + 1);
    result_.curve.push_back(point);
    const auto patience = std::size_t(options_.patience);
    if (patience > 0 && !training_set_.validation.rows.empty() && epoch + 1 >= last_improvement_ + patience)
      result_.stop_reason = "no better validation for " + std::to_string(patience) + " epochs";
    if (options_.time_budget > 0 && seconds() > options_.time_budget && epoch + 1 < epochs)
      result_.stop_reason = "time budget of " + plain_number(options_.time_budget) + " s";
    const double nodes_per_second = double(training_set_.train.rows.size()) / (seconds() - before);
    if (callback_ && !callback_({epoch + 1, epochs, point, seconds(), nodes_per_second}))
      result_.stop_reason = "interrupted";
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

  // The best share counts, and of equal ones that of less loss; patience ends where neither gets better.
  void validate(CurvePoint& point, std::size_t epochs_done) {
    Matrix &scores = epoch_scores_, &hidden = epoch_hidden_;
    compute_scores(scores, hidden);
    point.validation = label_score(scores, training_set_.validation);
    const double loss = label_loss(scores, training_set_.validation, nullptr);
    if (point.validation >= best_score_ || loss <= min_loss_) last_improvement_ = epochs_done;
    const bool better = point.validation > best_score_ || (point.validation == best_score_ && loss < loss_of_best_);
    best_score_ = std::max(best_score_, point.validation);
    min_loss_ = std::min(min_loss_, loss);
    if (!better) return;
    loss_of_best_ = loss;
    std::swap(result_.scores, epoch_scores_);
    std::swap(result_.hidden, epoch_hidden_);
    save_best(epochs_done);
  }

  void save_best(std::size_t epochs_done) {
    result_.parameters.clear();
    for (const Parameter* parameter : network_.parameters()) result_.parameters.push_back(parameter->value);
    result_.best_epoch = epochs_done;
  }

  [[noreturn]] void diverged(std::size_t epoch) const {
    throw Error("the training diverged in epoch " + std::to_string(epoch), "--lr " + plain_number(options_.lr),
                "try a smaller rate, such as --lr " + plain_number(options_.lr / 4));
  }

  const NodeTrainingSet& training_set_;
  NodeTrainOptions options_;
  Pool& pool_;
  const ProgressCallback& callback_;
  CsrMatrix adj_t_;
  Network network_;
  NetworkOptimizer optimizer_;
  Matrix gradients_, epoch_scores_, epoch_hidden_;
  std::vector<std::span<const NodeLabel>> labelled_;  // of each labelled node
  std::uint64_t batches_ = 0;
  NodeTrainingResult result_;
  double best_score_ = -1, min_loss_ = INFINITY, loss_of_best_ = INFINITY;
  std::size_t last_improvement_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
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
  return NodeTrainLoop(training_set, spec, options, pool, callback).run();
}

}  // namespace kinfold
