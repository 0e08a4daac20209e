#include "train/graph_learner.h"

#include <algorithm>
#include <numeric>

#include "solver/against_all.h"
#include "train/registry.h"

namespace kinfold {
namespace {

RelationRule rule_of(const GraphModel& model, const Options& options) {
  RelationRule rule;
  rule.all = {options.loss == "softmax", float(options.smoothing)};
  rule.margin = model.margin;
  rule.dropout = float(options.dropout);
  rule.relation_loss = float(options.relation_loss);
  rule.penalty = {float(options.strength), options.penalty == "ridge" ? 2 : 3};
  rule.precision = options.half ? Precision::kHalf : Precision::kFloat32;
  return rule;
}

class AllEntities : public GraphLearner {
 public:
  AllEntities(GraphModel& model, std::span<const float> weights, const Options& options, Pool& pool)
      : options_(options),
        scorer_(model.scorer()),
        state_(options.update, model.tables),
        solver_(scorer_, model.tables, state_, rule_of(model, options), pool) {
    const std::vector<Triple> facts = model.asked(model.facts);
    std::vector<float> all(weights.begin(), weights.end());
    for (std::size_t n = model.facts.size(), back = 0; n < facts.size() && !weights.empty(); ++n, ++back) {
      while (!model.reciprocal && model.facts[back].head == model.facts[back].tail) ++back;
      all.push_back(weights[back]);
    }
    questions_.emplace_back(facts, all, End::kTail);
    if (facts.size() == model.facts.size() && !model.undirected) questions_.emplace_back(facts, all, End::kHead);
    for (const Questions& questions : questions_)
      for (std::size_t n = 0; n < questions.size(); ++n)
        for (const float weight : questions.weights(n)) total_ += weight;
  }

  double epoch(std::size_t number) override {
    struct Piece {
      std::size_t of, begin, end;
    };
    std::vector<std::vector<std::uint32_t>> order;
    std::vector<Piece> pieces;
    const std::size_t size = std::size_t(options_.batch);
    std::size_t count = 0;
    for (std::size_t of = 0; of < questions_.size(); ++of) {
      order.push_back(Random(options_.seed, {kOrder, number, of}).permutation(questions_[of].size()));
      for (std::size_t begin = 0; begin < order[of].size(); begin += size)
        pieces.push_back({of, begin, std::min(begin + size, order[of].size())});
      count += order[of].size();
    }
    Random(options_.seed, {kOrder, number}).shuffle(pieces);
    const float scale = float(double(count) / (total_ * double(std::min(size, count))));
    const float rate = float(options_.rate * rate_share(options_.decay, number, std::size_t(options_.epochs)));
    double loss = 0;
    for (const Piece& piece : pieces) {
      const std::span<const std::uint32_t> numbers(order[piece.of].data() + piece.begin, piece.end - piece.begin);
      ++steps_;
      loss += solver_.step({questions_[piece.of], numbers, scale}, {options_.update, rate, steps_},
                           Random(options_.seed, {kDrop, steps_}));
    }
    return loss / (total_ * double(scale));
  }

 private:
  enum Stream : std::uint64_t { kOrder = 1, kDrop = 2 };

  const Options options_;
  RelationalScorer scorer_;
  EmbeddingState state_;
  AgainstAll solver_;
  std::vector<Questions> questions_;
  double total_ = 0;
  std::size_t steps_ = 0;
};

}  // namespace

std::unique_ptr<GraphLearner> make_graph_learner(GraphModel& model, std::span<const float> weights,
                                                 const Options& options, Pool& pool) {
  return std::make_unique<AllEntities>(model, weights, options, pool);
}

}  // namespace kinfold
