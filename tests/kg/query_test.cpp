#include "kg/query.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "oracle/graph_models.h"
#include "oracle/instruction_sets.h"

namespace kinfold {
namespace {

constexpr Id kQueryEntities = 50;

std::vector<TripleQuery> all_queries(const GraphModel& model) {
  std::vector<TripleQuery> queries;
  for (Id e = 0; e < 12; ++e)
    for (Id r = 0; r < model.relations.size(); ++r)
      for (const TripleEnd end : {TripleEnd::kTail, TripleEnd::kHead}) queries.push_back({e, r, end});
  return queries;
}

Triple fact_of(const TripleQuery& q, Id answer) {
  return q.end == TripleEnd::kTail ? Triple{q.entity, q.relation, answer} : Triple{answer, q.relation, q.entity};
}

TEST(LinkPrediction, LinkPredictorEqualsAnswerQueries) {
  Pool pool(1);
  for (const oracle::GraphCase& kind : oracle::kGraphCases)
    for (const bool known : {true, false}) {
      SCOPED_TRACE(testing::Message() << kind.name << " " << kind.norm);
      const GraphModel model = oracle::graph_model(kind, kQueryEntities, 2, 150, 3);
      const LinkPredictor link_predictor(model);
      const std::vector<TripleQuery> queries = all_queries(model);
      const std::vector<std::vector<ScoredEntity>> expected = answer_queries(model, queries, {9, known}, pool);
      for (std::size_t n = 0; n < queries.size(); ++n) {
        const std::vector<ScoredEntity> actual = link_predictor(queries[n], {9, known}, pool);
        ASSERT_EQ(actual.size(), expected[n].size());
        for (std::size_t a = 0; a < actual.size(); ++a) {
          EXPECT_EQ(actual[a].entity, expected[n][a].entity);
          EXPECT_EQ(actual[a].score, expected[n][a].score);
          EXPECT_EQ(actual[a].known, expected[n][a].known);
          const Triple fact = fact_of(queries[n], actual[a].entity);
          if (queries[n].end == TripleEnd::kTail) {
            EXPECT_NEAR(link_predictor.score(fact), actual[a].score, 1e-4);
            EXPECT_EQ(link_predictor.known(fact), actual[a].known);
          }
        }
      }
    }
}

TEST(LinkPrediction, ReturnsTheBestOfAllEntities) {
  Pool pool(2);
  for (const oracle::GraphCase& kind : oracle::kGraphCases)
    for (const QueryOptions options :
         {QueryOptions{7, true}, QueryOptions{kQueryEntities, false}, QueryOptions{200, true}}) {
      SCOPED_TRACE(testing::Message() << kind.name << " " << kind.norm << " top " << options.top);
      const std::size_t rank = kind.name == "rotate" && kind.norm == 1 ? 1 : 3;  // sums of roots are rounded
      const GraphModel model = oracle::graph_model(kind, kQueryEntities, 2, 150, rank);
      const std::set<Triple> training_facts(model.facts.begin(), model.facts.end());
      const oracle::DoubleEmbeddings tables(model.tables);
      const std::vector<TripleQuery> queries = all_queries(model);
      const std::vector<std::vector<ScoredEntity>> answers = answer_queries(model, queries, options, pool);
      ASSERT_EQ(answers.size(), queries.size());
      for (std::size_t n = 0; n < queries.size(); ++n) {
        std::vector<std::pair<double, Id>> expected;  // by decreasing score, then by id
        std::set<Id> known;
        for (Id e = 0; e < kQueryEntities; ++e) {
          const Triple t = fact_of(queries[n], e), back{t.tail, t.relation, t.head};
          if (training_facts.contains(t) || (model.undirected && training_facts.contains(back))) known.insert(e);
          if ((known.contains(e) && !options.include_known) || (!model.self_loops && e == queries[n].entity)) continue;
          const double score = oracle::score(model, tables, t, queries[n].end);
          expected.emplace_back(-std::round(1e6 * score) / 1e6, e);  // so that ties are exact
        }
        std::ranges::sort(expected);
        if (expected.size() > options.top) expected.resize(options.top);
        ASSERT_EQ(answers[n].size(), expected.size());
        for (std::size_t a = 0; a < expected.size(); ++a) {
          EXPECT_EQ(answers[n][a].entity, expected[a].second) << n << ", rank " << a;
          EXPECT_NEAR(answers[n][a].score, -expected[a].first, 1e-5);
          EXPECT_EQ(answers[n][a].known, known.contains(answers[n][a].entity));
        }
      }
    }
}

// With many entities, the sieve is used if the processor supports it. It does not change the results.
TEST(LinkPrediction, TheSieveDoesNotChangeResults) {
  Pool pool(2);
  for (const char* kind : {"complex", "transe"}) {
    GraphModel model = oracle::graph_model({kind}, 1500, 2, 100, 10);
    model.tables.entity = oracle::normal_matrix(1500, model.tables.entity.rank(), 1, Random(3));
    const std::vector<TripleQuery> queries = all_queries(model);
    const oracle::DoubleEmbeddings tables(model.tables);
    oracle::on_every_instruction_set([&] {
      const std::vector<std::vector<ScoredEntity>> few = answer_queries(model, queries, {5}, pool);
      const std::vector<std::vector<ScoredEntity>> all = answer_queries(model, queries, {1500}, pool);
      for (std::size_t n = 0; n < queries.size(); ++n)
        for (std::size_t a = 0; a < few[n].size(); ++a) {
          EXPECT_EQ(few[n][a].entity, all[n][a].entity);
          EXPECT_EQ(few[n][a].score, all[n][a].score);
          const Triple t = fact_of(queries[n], few[n][a].entity);
          EXPECT_NEAR(few[n][a].score, oracle::score(model, tables, t, queries[n].end), 1e-4);
        }
    });
  }
}

double cosine(const Matrix& rows, Id a, Id b) {
  double product = 0, first = 0, second = 0;
  for (std::size_t k = 0; k < rows.rank(); ++k) {
    product += double(rows[a][k]) * rows[b][k];
    first += double(rows[a][k]) * rows[a][k], second += double(rows[b][k]) * rows[b][k];
  }
  return first * second > 0 ? product / std::sqrt(first * second) : 0;
}

TEST(LinkPrediction, SimilarFactsHaveTheMostSimilarEnds) {
  for (const oracle::GraphCase& kind : {oracle::GraphCase{"complex"}, {"dot"}}) {
    const GraphModel model = oracle::graph_model(kind, 30, 2, 120, 5);
    const Matrix& rows = model.tables.entity;
    for (const Triple& fact : {model.facts[3], Triple{1, 0, 2}}) {
      std::vector<double> similarity;
      for (const Triple& t : model.facts) {
        if (t.relation != fact.relation || t == fact) continue;
        const double forward = cosine(rows, t.head, fact.head) + cosine(rows, t.tail, fact.tail);
        const double backward = cosine(rows, t.tail, fact.head) + cosine(rows, t.head, fact.tail);
        similarity.push_back((model.undirected ? std::max(forward, backward) : forward) / 2);
      }
      std::ranges::sort(similarity, std::greater{});
      const std::vector<SimilarFact> similar = similar_facts(model, fact, 6);
      ASSERT_EQ(similar.size(), 6u);
      for (std::size_t n = 0; n < similar.size(); ++n) {
        EXPECT_NEAR(similar[n].similarity, similarity[n], 1e-5) << n;
        EXPECT_NE(similar[n].fact, fact);
      }
    }
    const std::vector<ScoredId> similar_rows = similar_entities(rows, 4, 100);
    ASSERT_EQ(similar_rows.size(), 29u);
    for (std::size_t n = 0; n < similar_rows.size(); ++n) {
      EXPECT_NEAR(similar_rows[n].score, cosine(rows, 4, similar_rows[n].id), 1e-5);
      EXPECT_GE(similar_rows[n - (n > 0)].score, similar_rows[n].score);
    }
  }
}

TEST(LinkPrediction, QueriesAreParsed) {
  GraphModel model;
  model.task = "triples";
  for (const char* name : {"Ann", "Bob, the elder"}) model.entities.add(name);
  model.relations.add("knows");
  EXPECT_EQ(parse_query_text(model, "Ann, knows, ?"), (TripleQuery{0, 0, TripleEnd::kTail}));
  EXPECT_EQ(parse_query_text(model, " ? ,knows,  Ann "), (TripleQuery{0, 0, TripleEnd::kHead}));
  EXPECT_EQ(parse_query_text(model, "?\tknows\tBob, the elder"), (TripleQuery{1, 0, TripleEnd::kHead}));
  for (const char* wrong : {"", "Ann", "Ann, knows", "?, knows, ?", "Ann, knows, Ann", "Ann, ?, Ann", "?, ?, ?, ?"})
    EXPECT_THROW(parse_query_text(model, wrong), UsageError) << wrong;
  try {
    parse_query_text(model, "An, knows, ?");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.problem().find("'An'"), std::string::npos);
    EXPECT_NE(error.advice().find("Ann"), std::string::npos);
  }
  EXPECT_THROW(parse_query_text(model, "Ann, likes, ?"), Error);
  model.task = "links";
  EXPECT_EQ(parse_query_text(model, "Bob, the elder"), (TripleQuery{1, 0, TripleEnd::kTail}));
}

}  // namespace
}  // namespace kinfold
