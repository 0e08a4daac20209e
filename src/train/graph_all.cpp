#include <algorithm>

#include "solver/against_all.h"
#include "train/graph_learner.h"
#include "train/registry.h"

namespace kinfold {
namespace {

RelationRule rule_of(const GraphModel& model, const Options& options) {
  RelationRule rule;
  rule.all = {options.loss == "softmax", float(options.smoothing), model.task == "links"};
  rule.margin = model.margin;
  rule.dropout = float(options.dropout);
  rule.relation_loss = float(options.relation_loss);
  rule.penalty = graph_penalty(options);
  rule.precision = options.half ? Precision::kHalf : Precision::kFloat32;
  return rule;
}

Embeddings starting_tables(const GraphModel& model, const Options& options) {
  Embeddings tables = starting_relations(model, options);
  tables.entity = Table(model.entities.size(), model.scorer().widths().entity);
  for (Id e = 0; e < tables.entity.rows(); ++e) start_entity(tables.entity.row(e), e, options);
  return tables;
}

// Weights of model.asked(model.facts): the way back of a fact weighs what the fact does.
std::vector<float> asked_weights(const GraphModel& model, std::span<const float> weights) {
  std::vector<float> all(weights.begin(), weights.end());
  for (std::size_t n = 0; n < weights.size() && (model.reciprocal || model.undirected); ++n)
    if (model.reciprocal || model.facts[n].head != model.facts[n].tail) all.push_back(weights[n]);
  return all;
}

// A pass over all questions, in batches of one end each.
class AgainstAllLearner : public GraphLearner {
 public:
  AgainstAllLearner(const GraphModel& model, std::span<const float> weights, const Options& options, Pool& pool)
      : options_(options),
        scorer_(model.scorer()),
        tables_(starting_tables(model, options)),
        state_(options.update, tables_),
        solver_(scorer_, tables_, state_, rule_of(model, options), pool) {
    const std::vector<Triple> facts = model.asked(model.facts);
    const std::vector<float> all = asked_weights(model, weights);
    questions_.emplace_back(facts, all, End::kTail);
    if (!model.reciprocal && !model.undirected) questions_.emplace_back(facts, all, End::kHead);
    for (const Questions& questions : questions_)
      for (std::size_t n = 0; n < questions.size(); ++n)
        for (const float weight : questions.weights(n)) total_ += weight;
  }

  double epoch(std::size_t number) override {
    std::vector<std::vector<std::uint32_t>> order;
    std::vector<Piece> pieces;
    std::size_t count = 0;
    const auto size = std::size_t(options_.batch);
    for (std::size_t of = 0; of < questions_.size(); ++of) {
      order.push_back(Random(options_.seed, {kOrder, number, of}).permutation(questions_[of].size()));
      for (std::size_t begin = 0; begin < order[of].size(); begin += size)
        pieces.push_back({of, begin, std::min(begin + size, order[of].size())});
      count += order[of].size();
    }
    Random(options_.seed, {kOrder, number}).shuffle(pieces);
    const double scale = double(count) / (total_ * double(std::min(size, count)));
    const double rate = options_.rate * rate_share(options_.decay, number, std::size_t(options_.epochs));
    double loss = 0;
    for (const Piece& piece : pieces) {
      const std::span<const std::uint32_t> numbers(order[piece.of].data() + piece.begin, piece.end - piece.begin);
      ++steps_;
      loss += solver_.step({questions_[piece.of], numbers, float(scale)}, {options_.update, float(rate), steps_},
                           Random(options_.seed, {kDrop, steps_}));
    }
    return loss / (total_ * scale);
  }

  void publish(Embeddings& tables, bool last) override {
    if (last)
      tables = std::move(tables_);
    else
      tables = tables_;
  }

 private:
  enum Stream : std::uint64_t { kOrder = 21, kDrop = 22 };
  struct Piece {
    std::size_t of, begin, end;
  };

  const Options options_;
  RelationalScorer scorer_;
  Embeddings tables_;
  EmbeddingState state_;
  AgainstAll solver_;
  std::vector<Questions> questions_;
  double total_ = 0;
  std::size_t steps_ = 0;
};

}  // namespace

std::unique_ptr<GraphLearner> learn_against_all(const GraphModel& model, std::span<const float> weights,
                                                const Options& options, Pool& pool) {
  return std::make_unique<AgainstAllLearner>(model, weights, options, pool);
}

}  // namespace kinfold
