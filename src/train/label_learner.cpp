#include "train/label_learner.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "core/random.h"
#include "graph/sample.h"
#include "train/lesson.h"
#include "train/network_mover.h"
#include "train/registry.h"

namespace kinfold {
namespace {

enum Stream : std::uint64_t { kDrop = 51, kOrder = 52, kDraw = 53 };

constexpr std::size_t kTogether = 4096;  // nodes whose scores are found together, where neighbours are drawn

// A part of the graph, ready for a network.
struct Part {
  Neighbourhood around;
  Sparse back, features;

  Part(const LabelLesson& lesson, Neighbourhood found)
      : around(std::move(found)), back(transposed(around.mix)), features(rows_of(lesson.features, around.nodes)) {}
};

class Course {
 public:
  Course(const LabelLesson& lesson, const NetworkShape& shape, const Options& options, Pool& pool, const Watch& watch)
      : lesson_(lesson),
        options_(options),
        pool_(pool),
        watch_(watch),
        back_(transposed(lesson.mix)),
        network_(shape, options.seed),
        mover_(network_.parameters(), options.update, options.strength) {
    each_labelled(lesson.train.rows, [&](Id, std::span<const NodeLabel> labels) { labelled_.push_back(labels); });
  }

  LearnedLabels go() {
    const auto epochs = std::size_t(options_.epochs);
    for (std::size_t epoch = 0; epoch < epochs && learned_.stopped.empty(); ++epoch) one_epoch(epoch, epochs);
    if (lesson_.valid.rows.empty()) {
      find_scores(learned_.scores, learned_.hidden);
      keep(learned_.curve.size());
    }
    if (!std::ranges::all_of(learned_.scores.padded(), [](float x) { return std::isfinite(x); }))
      diverged(learned_.curve.size());
    return std::move(learned_);
  }

 private:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

  Scene scene(bool training, std::uint64_t seed = 0) {
    return {&lesson_.mix, &back_, &lesson_.features, pool_, seed, training, lesson_.typed};
  }

  void one_epoch(std::size_t epoch, std::size_t epochs) {
    const double before = seconds();
    const double rate = options_.rate * rate_share(options_.decay, epoch, epochs);
    const double loss = options_.neighbors > 0 ? learn_parts(epoch, rate) : learn_whole(epoch, rate);
    if (!std::isfinite(loss)) diverged(epoch + 1);
    CurvePoint point{loss, NAN};
    if (!lesson_.valid.rows.empty()) validate(point, epoch + 1);
    learned_.curve.push_back(point);
    const auto patience = std::size_t(options_.patience);
    if (patience > 0 && !lesson_.valid.rows.empty() && epoch + 1 >= last_better_ + patience)
      learned_.stopped = "no better validation for " + std::to_string(patience) + " epochs";
    if (options_.time_budget > 0 && seconds() > options_.time_budget && epoch + 1 < epochs)
      learned_.stopped = "time budget of " + plain_number(options_.time_budget) + " s";
    const double speed = double(lesson_.train.rows.size()) / (seconds() - before);
    if (watch_ && !watch_({epoch + 1, epochs, point, seconds(), speed})) learned_.stopped = "interrupted";
  }

  double learn_whole(std::size_t epoch, double rate) {
    const Scene training = scene(true, Random(options_.seed, {kDrop, epoch})());
    const double loss = label_loss(network_.forward(training), lesson_.train, &slopes_);
    network_.backward(slopes_, training);
    mover_.move(rate);
    return loss;
  }

  // Nodes by batches, each with the neighbours that were drawn for it.
  double learn_parts(std::size_t epoch, double rate) {
    const std::vector<std::uint32_t> order = Random(options_.seed, {kOrder, epoch}).permutation(labelled_.size());
    double loss = 0;
    for (std::size_t begin = 0; begin < order.size(); begin += std::size_t(options_.batch)) {
      LabelTargets targets{{}, lesson_.train.class_weights, lesson_.train.several};
      std::vector<Id> nodes;
      for (std::size_t n = begin; n < std::min(order.size(), begin + std::size_t(options_.batch)); ++n) {
        for (const NodeLabel& label : labelled_[order[n]]) targets.rows.push_back({Id(nodes.size()), label.kind});
        nodes.push_back(labelled_[order[n]][0].node);
      }
      const Part part(lesson_, neighbourhood(lesson_.mix, nodes, network_.hops(), std::size_t(options_.neighbors),
                                             Random(options_.seed, {kDraw, ++parts_})));
      const Scene training{
          &part.around.mix, &part.back, &part.features, pool_, Random(options_.seed, {kDrop, parts_})(), true,
          nullptr,          parts_};
      loss += double(nodes.size()) * label_loss(network_.forward(training), targets, &slopes_);
      network_.backward(slopes_, training);
      mover_.move(rate);
    }
    return loss / double(labelled_.size());
  }

  // Of all nodes: over the whole graph, or part by part with all neighbours.
  void find_scores(Table& scores, Table& hidden) {
    if (options_.neighbors == 0) {
      scores = network_.forward(scene(false));
      hidden = network_.hidden();
      return;
    }
    const std::size_t count = lesson_.mix.rows();
    for (std::size_t begin = 0; begin < count; begin += kTogether) {
      std::vector<Id> nodes(std::min(kTogether, count - begin));
      std::iota(nodes.begin(), nodes.end(), Id(begin));
      const Part part(lesson_, neighbourhood(lesson_.mix, nodes, network_.hops(), 0, Random(0)));
      const Table& of_part = network_.forward({&part.around.mix, nullptr, &part.features, pool_});
      scores.shape(count, of_part.rank());
      hidden.shape(count, network_.hidden().rank());
      for (Id n = 0; n < nodes.size(); ++n) {
        std::ranges::copy(of_part.row(n), scores[nodes[n]]);
        std::ranges::copy(network_.hidden().row(n), hidden[nodes[n]]);
      }
    }
  }

  // The best share counts, and of equal ones that of less loss; patience ends where neither gets better.
  void validate(CurvePoint& point, std::size_t seen) {
    Table &scores = seen_scores_, &hidden = seen_hidden_;
    find_scores(scores, hidden);
    point.validation = label_score(scores, lesson_.valid);
    const double loss = label_loss(scores, lesson_.valid, nullptr);
    if (point.validation >= best_score_ || loss <= least_loss_) last_better_ = seen;
    const bool better = point.validation > best_score_ || (point.validation == best_score_ && loss < loss_of_best_);
    best_score_ = std::max(best_score_, point.validation);
    least_loss_ = std::min(least_loss_, loss);
    if (!better) return;
    loss_of_best_ = loss;
    std::swap(learned_.scores, seen_scores_);
    std::swap(learned_.hidden, seen_hidden_);
    keep(seen);
  }

  void keep(std::size_t seen) {
    learned_.parameters.clear();
    for (const Parameter* parameter : network_.parameters()) learned_.parameters.push_back(parameter->value);
    learned_.best_epoch = seen;
  }

  [[noreturn]] void diverged(std::size_t epoch) const {
    throw Error("the training diverged in epoch " + std::to_string(epoch), "--rate " + plain_number(options_.rate),
                "try a smaller rate, such as --rate " + plain_number(options_.rate / 4));
  }

  const LabelLesson& lesson_;
  const Options& options_;
  Pool& pool_;
  const Watch& watch_;
  Sparse back_;
  Network network_;
  NetworkMover mover_;
  Table slopes_, seen_scores_, seen_hidden_;
  std::vector<std::span<const NodeLabel>> labelled_;  // of each labelled node
  std::uint64_t parts_ = 0;
  LearnedLabels learned_;
  double best_score_ = -1, least_loss_ = INFINITY, loss_of_best_ = INFINITY;
  std::size_t last_better_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

double label_score(const Table& scores, const LabelTargets& targets) {
  std::size_t nodes = 0, hits = 0, told = 0, labels = 0;
  each_labelled(targets.rows, [&](Id node, std::span<const NodeLabel> own) {
    ++nodes;
    labels += own.size();
    const std::span<const float> row = scores.row(node);
    const auto is_own = [&](std::size_t c) { return std::ranges::find(own, Id(c), &NodeLabel::kind) != own.end(); };
    if (!targets.several) {
      hits += is_own(std::size_t(std::ranges::max_element(row) - row.begin()));
      return;
    }
    for (std::size_t c = 0; c < row.size(); ++c) told += row[c] > 0, hits += row[c] > 0 && is_own(c);
  });
  if (targets.several) return told + labels > 0 ? 2 * double(hits) / double(told + labels) : 0;
  return nodes > 0 ? double(hits) / double(nodes) : 0;
}

LearnedLabels learn_labels(const LabelLesson& lesson, const NetworkShape& shape, const Options& options, Pool& pool,
                           const Watch& watch) {
  return Course(lesson, shape, options, pool, watch).go();
}

}  // namespace kinfold
