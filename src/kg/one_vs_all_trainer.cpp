#include <algorithm>

#include "kg/graph_trainer.h"
#include "kg/one_vs_all.h"
#include "optimizer/schedule.h"

namespace kinfold {
namespace {

OneVsAllOptions one_vs_all_options(const GraphModel& model, const GraphTrainOptions& options) {
  OneVsAllOptions solver_options;
  solver_options.all = {options.loss, float(options.label_smoothing), model.task == "links"};
  solver_options.margin = model.margin;
  solver_options.dropout = float(options.dropout);
  solver_options.relation_prediction_weight = float(options.relation_prediction_weight);
  solver_options.regularizer = graph_regularizer(options);
  solver_options.precision = options.precision == "bfloat16" ? Precision::kBFloat16 : Precision::kFloat32;
  return solver_options;
}

Embeddings init_embeddings(const GraphModel& model, const GraphTrainOptions& options) {
  Embeddings embeddings = init_relations(model, options);
  embeddings.entity = Matrix(model.entities.size(), model.scorer().dims().entity);
  for (Id e = 0; e < embeddings.entity.rows(); ++e) init_entity(embeddings.entity.row(e), e, options);
  return embeddings;
}

// The weights of model.resolve_inverses(model.facts). An inverse fact has the weight of its fact.
std::vector<float> query_weights(const GraphModel& model, std::span<const float> weights) {
  std::vector<float> all(weights.begin(), weights.end());
  for (std::size_t n = 0; n < weights.size() && (model.inverse_relations || model.undirected); ++n)
    if (model.inverse_relations || model.facts[n].head != model.facts[n].tail) all.push_back(weights[n]);
  return all;
}

// An epoch visits all queries, in batches of queries of the same end.
class OneVsAllTrainer : public GraphTrainer {
 public:
  OneVsAllTrainer(const GraphModel& model, std::span<const float> weights, const GraphTrainOptions& options, Pool& pool)
      : options_(options),
        scorer_(model.scorer()),
        embeddings_(init_embeddings(model, options)),
        state_(options.optimizer, embeddings_),
        solver_(scorer_, embeddings_, state_, one_vs_all_options(model, options), pool) {
    const std::vector<Triple> facts = model.resolve_inverses(model.facts);
    const std::vector<float> all = query_weights(model, weights);
    queries_.emplace_back(facts, all, TripleEnd::kTail);
    if (!model.inverse_relations && !model.undirected) queries_.emplace_back(facts, all, TripleEnd::kHead);
    for (const QueryAnswers& queries : queries_)
      for (std::size_t n = 0; n < queries.size(); ++n)
        for (const float weight : queries.weights(n)) total_weight_ += weight;
  }

  double epoch(std::size_t number) override {
    std::vector<std::vector<std::uint32_t>> order;
    std::vector<BatchRange> batches;
    std::size_t count = 0;
    const auto size = std::size_t(options_.batch_size);
    for (std::size_t query_set = 0; query_set < queries_.size(); ++query_set) {
      order.push_back(Random(options_.seed, {kOrder, number, query_set}).permutation(queries_[query_set].size()));
      for (std::size_t begin = 0; begin < order[query_set].size(); begin += size)
        batches.push_back({query_set, begin, std::min(begin + size, order[query_set].size())});
      count += order[query_set].size();
    }
    Random(options_.seed, {kOrder, number}).shuffle(batches);
    const double scale = double(count) / (total_weight_ * double(std::min(size, count)));
    const double lr = options_.lr * lr_factor(options_.lr_schedule, number, std::size_t(options_.epochs));
    double loss = 0;
    for (const BatchRange& batch : batches) {
      const std::span<const std::uint32_t> numbers(order[batch.query_set].data() + batch.begin,
                                                   batch.end - batch.begin);
      ++steps_;
      loss += solver_.step({queries_[batch.query_set], numbers, float(scale)}, {options_.optimizer, float(lr), steps_},
                           Random(options_.seed, {kDropout, steps_}));
    }
    return loss / (total_weight_ * scale);
  }

  void write_to(Embeddings& embeddings, bool last) override {
    if (last)
      embeddings = std::move(embeddings_);
    else
      embeddings = embeddings_;
  }

 private:
  enum Stream : std::uint64_t { kOrder = 21, kDropout = 22 };
  struct BatchRange {
    std::size_t query_set, begin, end;
  };

  const GraphTrainOptions options_;
  RelationalScorer scorer_;
  Embeddings embeddings_;
  EmbeddingState state_;
  OneVsAllSolver solver_;
  std::vector<QueryAnswers> queries_;
  double total_weight_ = 0;
  std::size_t steps_ = 0;
};

}  // namespace

std::unique_ptr<GraphTrainer> make_one_vs_all_trainer(const GraphModel& model, std::span<const float> weights,
                                                      const GraphTrainOptions& options, Pool& pool) {
  return std::make_unique<OneVsAllTrainer>(model, weights, options, pool);
}

}  // namespace kinfold
