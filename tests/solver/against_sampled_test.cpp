#include "solver/against_sampled.h"

#include <gtest/gtest.h>

#include <cmath>

#include "oracle/folder.h"
#include "oracle/relations.h"

namespace kinfold {
namespace {

using oracle::Doubles;

constexpr Id kEntities = 12, kRelations = 2;
constexpr Id kDrawnTail = 5, kDrawnHead = 2;  // by draws of which all the others have no weight
constexpr std::size_t kNegatives = 3;

struct Kind {
  std::string name;
  int norm = 2;
  bool reciprocal = false;  // heads are asked for as tails, by relations of their own
};

struct World {
  Kind kind;
  RelationalScorer scorer;
  Embeddings start;
  std::vector<Triple> facts;
  std::vector<AskedFact> asked;
  KnownFacts known;
  SampledRule rule;
  const Alias tails{std::vector<double>{0, 1, 0}}, heads{std::vector<double>{0, 0, 1, 0}};

  World(const Kind& k, const std::string& loss, std::size_t count = 20) : kind(k), scorer(k.name, {3, k.norm}) {
    const Widths widths = scorer.widths();
    start.entity = oracle::normal_table(kEntities, widths.entity, 0.8, Random(1));
    const std::size_t width = scorer.has_core() ? 2 : widths.relation;
    start.relation = oracle::normal_table(2 * kRelations, width, 0.8, Random(2));
    if (scorer.has_core()) start.core = oracle::normal_table(2, widths.relation, 0.8, Random(3));
    Random random(4);
    for (std::size_t n = 0; n < count; ++n) {
      const Triple t{Id(random.below(kEntities)), Id(random.below(kRelations)), Id(random.below(kEntities))};
      facts.push_back(t);
      asked.push_back({question_of(t, End::kTail), question_of(t, End::kHead), float(0.5 + random.uniform())});
      if (k.reciprocal) asked.back().head = {t.tail, Id(t.relation + kRelations), End::kTail};
    }
    std::vector<Triple> right;  // of which some answer with what is drawn
    for (Id e = 0; e < kEntities; e += 3)
      for (Id r = 0; r < 2 * kRelations; r += 2) {
        right.push_back({e, r, kDrawnTail});
        right.push_back(k.reciprocal ? Triple{e, Id(r + 1), kDrawnHead} : Triple{kDrawnHead, r, e});
      }
    known = KnownFacts(right);
    rule.loss = loss;
    rule.setting = {0.7f, 0.9f, kEntities};
    rule.negatives = kNegatives;
    rule.margin = 0.4f;
    rule.penalty = {0.3f, 3};
  }
  World(const World&) = delete;

  BlockedEmbeddings tables(const std::string& update, const std::string& folder = "") const {
    const auto block = [&](const char* what) {
      const std::size_t width = start.entity.rank(), rows = 4;
      return folder.empty() ? BlockTable(kEntities, width, rows)
                            : BlockTable(kEntities, width, rows, folder + "/" + what);
    };
    BlockedEmbeddings all;
    all.entity = block("entity");
    if (keeps_squares(update)) all.squares = block("squares");
    if (keeps_moments(update)) all.moments = block("moments");
    all.relation = start.relation;
    all.core = start.core;
    all.relation_state = EntryState(update, start.relation.rows(), start.relation.rank());
    all.core_state = EntryState(update, start.core.rows(), start.core.rank());
    each_block(all, [](BlockTable& table, std::size_t at) { table.load(at); });
    for (Id e = 0; e < kEntities; ++e) std::ranges::copy(start.entity.row(e), all.entity[e]);
    return all;
  }
  static void each_block(BlockedEmbeddings& tables, const auto& body) {
    for (BlockTable* table : {&tables.entity, &tables.squares, &tables.moments})
      for (std::size_t at = 0; at < table->blocks(); ++at) body(*table, at);
  }
  static Embeddings whole(const BlockedEmbeddings& tables) {
    Embeddings all{Table(kEntities, tables.entity.rank()), tables.relation, tables.core};
    for (Id e = 0; e < kEntities; ++e) std::copy_n(tables.entity[e], tables.entity.rank(), all.entity[e]);
    return all;
  }
  double step(AgainstSampled& solver, const EntryRule& update, std::uint64_t seed = 1) const {
    return solver.step(asked, {4, tails}, {0, heads}, update, Random(seed));
  }

  double score(const Doubles& at, const Question& q, Id answer) const {
    const oracle::RelationalKind own{kind.name, kind.norm};
    const bool tail = q.end == End::kTail;
    const oracle::Numbers none;
    const oracle::Numbers relation = at.relation[0].empty() ? none : at.relation_row(q.relation);
    return own.score(at.entity[tail ? q.entity : answer], relation, at.entity[tail ? answer : q.entity]) + rule.margin;
  }
  // What a question meets: one entity as often as is drawn, and the asking entities of all, without those left out.
  std::vector<Id> met(const Question& q, Id answer, bool tail) const {
    std::vector<Id> ids(kNegatives, tail ? kDrawnTail : kDrawnHead);
    for (std::size_t n = 0; rule.askers && n < asked.size(); ++n)
      ids.push_back(tail ? asked[n].tail.entity : asked[n].head.entity);
    const std::span<const Id> right = known.find(q);
    std::erase_if(ids, [&](Id id) {
      return id == answer || (!rule.loops && id == q.entity) || std::ranges::count(right, id) > 0;
    });
    return ids;
  }
  double loss(const Doubles& at, std::size_t n, bool tail) const {
    const Question& q = tail ? asked[n].tail : asked[n].head;
    const Id answer = tail ? facts[n].tail : facts[n].head;
    const double s = score(at, q, answer), t = rule.setting.temperature;
    const auto cost = [](double x) { return std::log(1 + std::exp(x)); };
    const std::size_t all = kNegatives + (rule.askers ? asked.size() : 0);
    const Doubles first(start);  // by which the shares of adversarial are taken
    double own = rule.loss == "softmax" ? std::exp(s / t) : 0, others = 0, shares = 0;
    for (const Id id : met(q, answer, tail)) {
      const double other = score(at, q, id), share = std::exp(score(first, q, id) / t);
      if (rule.loss == "softmax") own += std::exp(other / t);
      if (rule.loss == "logistic") others += cost(other);
      if (rule.loss == "adversarial") others += share * cost(other), shares += share;
      if (rule.loss == "margin") others += std::max(0.0, rule.setting.margin - s + other) / double(all);
    }
    if (rule.loss == "softmax") return std::log(own) - s / t;
    if (rule.loss == "adversarial" && shares > 0) others /= shares;
    return others + (rule.loss == "margin" ? 0 : cost(-s));
  }
  double losses(const Doubles& at) const {
    double sum = 0;
    for (std::size_t n = 0; n < facts.size(); ++n) sum += asked[n].weight * (loss(at, n, true) + loss(at, n, false));
    return sum;
  }
  oracle::Value objective() const {
    return [this](const Doubles& at) {
      const oracle::RelationalKind own{kind.name, kind.norm};
      const auto of = [&](const oracle::Numbers& row) {
        return oracle::power_penalty(row, own.paired(), rule.penalty.strength, rule.penalty.power);
      };
      double sum = losses(at);
      for (std::size_t n = 0; n < facts.size(); ++n)
        for (const Question& q : {asked[n].tail, asked[n].head})
          sum += asked[n].weight * (of(at.entity[facts[n].head]) + of(at.entity[facts[n].tail]) +
                                    (own.angles() ? 0 : of(at.relation[q.relation])));
      return sum / double(2 * facts.size());
    };
  }
};

const std::vector<Kind> kKinds = {
    {"distmult"}, {"complex"},   {"cp"},          {"simple"},          {"rescal"},
    {"tucker"},   {"transe", 1}, {"transe", 2},   {"rotate", 1},       {"rotate", 2},
    {"dot"},      {"roles"},     {"cp", 2, true}, {"rescal", 2, true}, {"rotate", 1, true}};

TEST(AgainstSampled, OneStepGoesDownTheObjective) {
  Pool pool(2);
  for (const Kind& kind : kKinds)
    for (const std::string& loss : GraphLosses::names()) {
      SCOPED_TRACE(testing::Message() << kind.name << " " << kind.norm << " " << kind.reciprocal << " " << loss);
      World w(kind, loss);
      w.rule.loops = loss != "logistic";
      w.rule.askers = loss != "softmax" || kind.reciprocal || kind.name == "distmult";
      BlockedEmbeddings tables = w.tables("sgd");
      AgainstSampled solver(w.scorer, tables, w.known, w.rule, pool);
      EXPECT_NEAR(w.step(solver, {"sgd", 1}), w.losses(Doubles(w.start)), 1e-3);
      const oracle::Numbers before = oracle::numbers_of(w.start), after = oracle::numbers_of(World::whole(tables));
      const oracle::Numbers slopes = oracle::derivatives(Doubles(w.start), w.objective());
      for (std::size_t n = 0; n < slopes.size(); ++n) ASSERT_NEAR(before[n] - after[n], slopes[n], 2e-5) << n;
    }
}

// More facts than one draw is shared by.
TEST(AgainstSampled, ManyFactsGoDownTheObjectiveToo) {
  Pool pool(2);
  for (const char* kind : {"complex", "transe"}) {
    const World w({kind}, "logistic", 150);
    BlockedEmbeddings tables = w.tables("sgd");
    AgainstSampled solver(w.scorer, tables, w.known, w.rule, pool);
    w.step(solver, {"sgd", 1});
    const oracle::Numbers before = oracle::numbers_of(w.start), after = oracle::numbers_of(World::whole(tables));
    const oracle::Numbers slopes = oracle::derivatives(Doubles(w.start), w.objective());
    for (std::size_t n = 0; n < slopes.size(); ++n) ASSERT_NEAR(before[n] - after[n], slopes[n], 2e-5) << n;
  }
}

// Draws by weight, corrected for it, stand for all entities alike.
TEST(AgainstSampled, CorrectedDrawsStandForAllEntities) {
  Pool pool(2);
  World w({"distmult"}, "softmax", 1);
  w.known = {};
  w.rule.negatives = 100'000;
  w.rule.corrected = true;
  w.rule.penalty = {};
  std::vector<double> weight;
  for (Id e = 0; e < kEntities; ++e) weight.push_back(1 + e % 4);
  const Alias alias(weight);
  BlockedEmbeddings tables = w.tables("sgd");
  AgainstSampled solver(w.scorer, tables, w.known, w.rule, pool);
  const double found = solver.step(w.asked, {0, alias}, {0, alias}, {"sgd", 0}, Random(1));
  const Doubles at(w.start);
  double expected = 0;
  for (const auto& [q, answer] : {std::pair(w.asked[0].tail, w.facts[0].tail), {w.asked[0].head, w.facts[0].head}}) {
    const double own = w.score(at, q, answer) / 0.7;
    double sum = std::exp(own);
    for (Id e = 0; e < kEntities; ++e)
      if (e != answer) sum += double(w.rule.negatives) / kEntities * std::exp(w.score(at, q, e) / 0.7);
    expected += w.asked[0].weight * (std::log(sum) - own);
  }
  EXPECT_NEAR(found, expected, 0.02);
}

// Steps on blocks in memory or in files, by one thread or more: the same bits.
TEST(AgainstSampled, FilesAndThreadsDoNotChangeABit) {
  for (const Kind& kind : {Kind{"complex"}, Kind{"tucker"}, Kind{"rotate", 1}})
    for (const std::string update : {"sgd", "adagrad", "adam"}) {
      World w(kind, "adversarial", 150);
      w.rule.dropout = 0.2f;
      const Alias all(std::vector<double>(4, 1.0));
      std::vector<oracle::Numbers> results;
      for (const std::size_t threads : {1, 2, 3})
        for (const bool on_disk : {false, true}) {
          const oracle::Folder folder;
          Pool pool(threads);
          BlockedEmbeddings tables = w.tables(update, on_disk ? folder.path().string() : "");
          AgainstSampled solver(w.scorer, tables, w.known, w.rule, pool);
          for (std::size_t step = 1; step < 4; ++step) {
            World::each_block(tables, [](BlockTable& table, std::size_t at) { table.release(at); });
            World::each_block(tables, [](BlockTable& table, std::size_t at) { table.load(at); });
            solver.step(w.asked, {4, all}, {0, all}, {update, 0.1f, step}, Random(step));
          }
          results.push_back(oracle::numbers_of(World::whole(tables)));
          EXPECT_NE(results.back(), oracle::numbers_of(w.start));
        }
      for (const oracle::Numbers& other : results) EXPECT_EQ(other, results[0]) << kind.name << " by " << update;
    }
}

}  // namespace
}  // namespace kinfold
