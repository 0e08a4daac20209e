#include "kg/negative_sampling.h"

#include <gtest/gtest.h>

#include <cmath>

#include "oracle/folder.h"
#include "oracle/relational_scores.h"

namespace kinfold {
namespace {

using oracle::DoubleEmbeddings;

constexpr Id kEntities = 12, kRelations = 2;
constexpr Id kSampledTail = 5, kSampledHead = 2;  // sampled with probability 1
constexpr std::size_t kNegatives = 3;

struct ScorerCase {
  std::string name;
  int norm = 2;
  bool inverse_relations = false;  // head queries become tail queries of inverse relations
};

struct NegativeSamplingFixture {
  ScorerCase kind;
  RelationalScorer scorer;
  Embeddings start;
  std::vector<Triple> facts;
  std::vector<FactQueries> queries;
  FilterIndex known;
  SampledEntityOptions options;
  const AliasSampler tails{std::vector<double>{0, 1, 0}}, heads{std::vector<double>{0, 0, 1, 0}};

  NegativeSamplingFixture(const ScorerCase& k, const std::string& loss, std::size_t count = 20)
      : kind(k), scorer(k.name, {3, k.norm}) {
    const ScorerDims dims = scorer.dims();
    start.entity = oracle::normal_matrix(kEntities, dims.entity, 0.8, Random(1));
    const std::size_t width = scorer.has_core() ? 2 : dims.relation;
    start.relation = oracle::normal_matrix(2 * kRelations, width, 0.8, Random(2));
    if (scorer.has_core()) start.core = oracle::normal_matrix(2, dims.relation, 0.8, Random(3));
    Random random(4);
    for (std::size_t n = 0; n < count; ++n) {
      const Triple t{Id(random.below(kEntities)), Id(random.below(kRelations)), Id(random.below(kEntities))};
      facts.push_back(t);
      queries.push_back({query_of(t, TripleEnd::kTail), query_of(t, TripleEnd::kHead), float(0.5 + random.uniform())});
      if (k.inverse_relations) queries.back().head = {t.tail, Id(t.relation + kRelations), TripleEnd::kTail};
    }
    std::vector<Triple> true_facts;  // for some, the answer is a sampled entity
    for (Id e = 0; e < kEntities; e += 3)
      for (Id r = 0; r < 2 * kRelations; r += 2) {
        true_facts.push_back({e, r, kSampledTail});
        true_facts.push_back(k.inverse_relations ? Triple{e, Id(r + 1), kSampledHead} : Triple{kSampledHead, r, e});
      }
    known = FilterIndex(true_facts);
    options.loss = loss;
    options.loss_options = {0.7f, 0.9f, kEntities};
    options.negatives = kNegatives;
    options.margin = 0.4f;
    options.regularizer = {0.3f, 3};
  }
  NegativeSamplingFixture(const NegativeSamplingFixture&) = delete;

  PartitionedEmbeddings tables(const std::string& optimizer, const std::string& folder = "") const {
    const auto block = [&](const char* what) {
      const std::size_t width = start.entity.rank(), rows = 4;
      return folder.empty() ? BlockMatrix(kEntities, width, rows)
                            : BlockMatrix(kEntities, width, rows, folder + "/" + what);
    };
    PartitionedEmbeddings all;
    all.entity = block("entity");
    if (uses_squares(optimizer)) all.squares = block("squares");
    if (uses_moments(optimizer)) all.moments = block("moments");
    all.relation = start.relation;
    all.core = start.core;
    all.relation_state = EntrywiseState(optimizer, start.relation.rows(), start.relation.rank());
    all.core_state = EntrywiseState(optimizer, start.core.rows(), start.core.rank());
    each_block(all, [](BlockMatrix& table, std::size_t at) { table.load(at); });
    for (Id e = 0; e < kEntities; ++e) std::ranges::copy(start.entity.row(e), all.entity[e]);
    return all;
  }
  static void each_block(PartitionedEmbeddings& tables, const auto& body) {
    for (BlockMatrix* table : {&tables.entity, &tables.squares, &tables.moments})
      for (std::size_t at = 0; at < table->blocks(); ++at) body(*table, at);
  }
  static Embeddings whole(const PartitionedEmbeddings& tables) {
    Embeddings all{Matrix(kEntities, tables.entity.rank()), tables.relation, tables.core};
    for (Id e = 0; e < kEntities; ++e) std::copy_n(tables.entity[e], tables.entity.rank(), all.entity[e]);
    return all;
  }
  double step(NegativeSamplingSolver& solver, const OptimizerStep& optimizer, std::uint64_t seed = 1) const {
    return solver.step(queries, {4, tails}, {0, heads}, optimizer, Random(seed));
  }

  double score(const DoubleEmbeddings& at, const TripleQuery& q, Id answer) const {
    const oracle::RelationalFormula formula{kind.name, kind.norm};
    const bool tail = q.end == TripleEnd::kTail;
    const oracle::Numbers none;
    const oracle::Numbers relation = at.relation[0].empty() ? none : at.relation_row(q.relation);
    return formula.score(at.entity[tail ? q.entity : answer], relation, at.entity[tail ? answer : q.entity]) +
           options.margin;
  }
  // The negatives of a query: the sampled entity, once for each sample, and the query entities of the batch, without
  // the excluded entities.
  std::vector<Id> candidates(const TripleQuery& q, Id answer, bool tail) const {
    std::vector<Id> ids(kNegatives, tail ? kSampledTail : kSampledHead);
    for (std::size_t n = 0; options.in_batch_negatives && n < queries.size(); ++n)
      ids.push_back(tail ? queries[n].tail.entity : queries[n].head.entity);
    const std::span<const Id> true_answers = known.find(q);
    std::erase_if(ids, [&](Id id) {
      return id == answer || (!options.self_loops && id == q.entity) || std::ranges::count(true_answers, id) > 0;
    });
    return ids;
  }
  double loss(const DoubleEmbeddings& at, std::size_t n, bool tail) const {
    const TripleQuery& q = tail ? queries[n].tail : queries[n].head;
    const Id answer = tail ? facts[n].tail : facts[n].head;
    const double s = score(at, q, answer), t = options.loss_options.temperature;
    const auto cost = [](double x) { return std::log(1 + std::exp(x)); };
    const std::size_t all = kNegatives + (options.in_batch_negatives ? queries.size() : 0);
    const DoubleEmbeddings first(start);  // gives the weights of self-adversarial, which are constants
    double own = options.loss == "softmax" ? std::exp(s / t) : 0, others = 0, weights = 0;
    for (const Id id : candidates(q, answer, tail)) {
      const double other = score(at, q, id), weight = std::exp(score(first, q, id) / t);
      if (options.loss == "softmax") own += std::exp(other / t);
      if (options.loss == "logistic") others += cost(other);
      if (options.loss == "self-adversarial") others += weight * cost(other), weights += weight;
      if (options.loss == "margin-ranking")
        others += std::max(0.0, options.loss_options.margin - s + other) / double(all);
    }
    if (options.loss == "softmax") return std::log(own) - s / t;
    if (options.loss == "self-adversarial" && weights > 0) others /= weights;
    return others + (options.loss == "margin-ranking" ? 0 : cost(-s));
  }
  double losses(const DoubleEmbeddings& at) const {
    double sum = 0;
    for (std::size_t n = 0; n < facts.size(); ++n) sum += queries[n].weight * (loss(at, n, true) + loss(at, n, false));
    return sum;
  }
  oracle::Value objective() const {
    return [this](const DoubleEmbeddings& at) {
      const oracle::RelationalFormula formula{kind.name, kind.norm};
      const auto of = [&](const oracle::Numbers& row) {
        return oracle::power_sum(row, formula.is_complex(), options.regularizer.reg, options.regularizer.power);
      };
      double sum = losses(at);
      for (std::size_t n = 0; n < facts.size(); ++n)
        for (const TripleQuery& q : {queries[n].tail, queries[n].head})
          sum += queries[n].weight * (of(at.entity[facts[n].head]) + of(at.entity[facts[n].tail]) +
                                      (formula.angles() ? 0 : of(at.relation[q.relation])));
      return sum / double(2 * facts.size());
    };
  }
};

const std::vector<ScorerCase> kKinds = {
    {"distmult"}, {"complex"},   {"cp"},          {"simple"},          {"rescal"},
    {"tucker"},   {"transe", 1}, {"transe", 2},   {"rotate", 1},       {"rotate", 2},
    {"dot"},      {"roles"},     {"cp", 2, true}, {"rescal", 2, true}, {"rotate", 1, true}};

TEST(NegativeSamplingSolver, StepFollowsTheGradientOfTheObjective) {
  Pool pool(2);
  for (const ScorerCase& kind : kKinds)
    for (const std::string& loss : GraphLosses::names()) {
      SCOPED_TRACE(testing::Message() << kind.name << " " << kind.norm << " " << kind.inverse_relations << " " << loss);
      NegativeSamplingFixture w(kind, loss);
      w.options.self_loops = loss != "logistic";
      w.options.in_batch_negatives = loss != "softmax" || kind.inverse_relations || kind.name == "distmult";
      PartitionedEmbeddings tables = w.tables("sgd");
      NegativeSamplingSolver solver(w.scorer, tables, w.known, w.options, pool);
      EXPECT_NEAR(w.step(solver, {"sgd", 1}), w.losses(DoubleEmbeddings(w.start)), 1e-3);
      const oracle::Numbers before = oracle::numbers_of(w.start),
                            after = oracle::numbers_of(NegativeSamplingFixture::whole(tables));
      const oracle::Numbers gradients = oracle::derivatives(DoubleEmbeddings(w.start), w.objective());
      for (std::size_t n = 0; n < gradients.size(); ++n) ASSERT_NEAR(before[n] - after[n], gradients[n], 2e-5) << n;
    }
}

// More facts than fit into one chunk.
TEST(NegativeSamplingSolver, StepOfSeveralChunksFollowsTheGradient) {
  Pool pool(2);
  for (const char* kind : {"complex", "transe"}) {
    const NegativeSamplingFixture w({kind}, "logistic", 150);
    PartitionedEmbeddings tables = w.tables("sgd");
    NegativeSamplingSolver solver(w.scorer, tables, w.known, w.options, pool);
    w.step(solver, {"sgd", 1});
    const oracle::Numbers before = oracle::numbers_of(w.start),
                          after = oracle::numbers_of(NegativeSamplingFixture::whole(tables));
    const oracle::Numbers gradients = oracle::derivatives(DoubleEmbeddings(w.start), w.objective());
    for (std::size_t n = 0; n < gradients.size(); ++n) ASSERT_NEAR(before[n] - after[n], gradients[n], 2e-5) << n;
  }
}

// With the logQ correction, weighted sampling approximates the softmax over all entities.
TEST(NegativeSamplingSolver, LogqCorrectionApproximatesTheFullSoftmax) {
  Pool pool(2);
  NegativeSamplingFixture w({"distmult"}, "softmax", 1);
  w.known = {};
  w.options.negatives = 100'000;
  w.options.logq_correction = true;
  w.options.regularizer = {};
  std::vector<double> weight;
  for (Id e = 0; e < kEntities; ++e) weight.push_back(1 + e % 4);
  const AliasSampler alias(weight);
  PartitionedEmbeddings tables = w.tables("sgd");
  NegativeSamplingSolver solver(w.scorer, tables, w.known, w.options, pool);
  const double actual = solver.step(w.queries, {0, alias}, {0, alias}, {"sgd", 0}, Random(1));
  const DoubleEmbeddings at(w.start);
  double expected = 0;
  for (const auto& [q, answer] :
       {std::pair(w.queries[0].tail, w.facts[0].tail), {w.queries[0].head, w.facts[0].head}}) {
    const double own = w.score(at, q, answer) / 0.7;
    double sum = std::exp(own);
    for (Id e = 0; e < kEntities; ++e)
      if (e != answer) sum += double(w.options.negatives) / kEntities * std::exp(w.score(at, q, e) / 0.7);
    expected += w.queries[0].weight * (std::log(sum) - own);
  }
  EXPECT_NEAR(actual, expected, 0.02);
}

// Steps give the same bits with blocks in memory or on disk, and for any number of threads.
TEST(NegativeSamplingSolver, FilesAndThreadsDoNotChangeABit) {
  for (const ScorerCase& kind : {ScorerCase{"complex"}, ScorerCase{"tucker"}, ScorerCase{"rotate", 1}})
    for (const std::string optimizer : {"sgd", "adagrad", "adam"}) {
      NegativeSamplingFixture w(kind, "self-adversarial", 150);
      w.options.dropout = 0.2f;
      const AliasSampler all(std::vector<double>(4, 1.0));
      std::vector<oracle::Numbers> results;
      for (const std::size_t threads : {1, 2, 3})
        for (const bool on_disk : {false, true}) {
          const oracle::Folder folder;
          Pool pool(threads);
          PartitionedEmbeddings tables = w.tables(optimizer, on_disk ? folder.path().string() : "");
          NegativeSamplingSolver solver(w.scorer, tables, w.known, w.options, pool);
          for (std::size_t step = 1; step < 4; ++step) {
            NegativeSamplingFixture::each_block(tables, [](BlockMatrix& table, std::size_t at) { table.release(at); });
            NegativeSamplingFixture::each_block(tables, [](BlockMatrix& table, std::size_t at) { table.load(at); });
            solver.step(w.queries, {4, all}, {0, all}, {optimizer, 0.1f, step}, Random(step));
          }
          results.push_back(oracle::numbers_of(NegativeSamplingFixture::whole(tables)));
          EXPECT_NE(results.back(), oracle::numbers_of(w.start));
        }
      for (const oracle::Numbers& other : results) EXPECT_EQ(other, results[0]) << kind.name << ", " << optimizer;
    }
}

}  // namespace
}  // namespace kinfold
