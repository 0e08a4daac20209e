#include "serve/ask.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "oracle/graph_world.h"
#include "oracle/instruction_sets.h"

namespace kinfold {
namespace {

constexpr Id kEntities = 50;

std::vector<Question> all_questions(const GraphModel& model) {
  std::vector<Question> questions;
  for (Id e = 0; e < 12; ++e)
    for (Id r = 0; r < model.relations.size(); ++r)
      for (const End end : {End::kTail, End::kHead}) questions.push_back({e, r, end});
  return questions;
}

Triple fact_of(const Question& q, Id answer) {
  return q.end == End::kTail ? Triple{q.entity, q.relation, answer} : Triple{answer, q.relation, q.entity};
}

TEST(Ask, AnAskerAnswersTheSame) {
  Pool pool(1);
  for (const oracle::GraphKind& kind : oracle::kGraphKinds)
    for (const bool known : {true, false}) {
      SCOPED_TRACE(testing::Message() << kind.name << " " << kind.norm);
      const GraphModel model = oracle::graph_model(kind, kEntities, 2, 150, 3);
      const Asker asker(model);
      const std::vector<Question> questions = all_questions(model);
      const std::vector<std::vector<Answer>> expected = ask(model, questions, {9, known}, pool);
      for (std::size_t n = 0; n < questions.size(); ++n) {
        const std::vector<Answer> found = asker(questions[n], {9, known}, pool);
        ASSERT_EQ(found.size(), expected[n].size());
        for (std::size_t a = 0; a < found.size(); ++a) {
          EXPECT_EQ(found[a].entity, expected[n][a].entity);
          EXPECT_EQ(found[a].score, expected[n][a].score);
          EXPECT_EQ(found[a].known, expected[n][a].known);
          const Triple fact = fact_of(questions[n], found[a].entity);
          if (questions[n].end == End::kTail) {
            EXPECT_NEAR(asker.score(fact), found[a].score, 1e-4);
            EXPECT_EQ(asker.known(fact), found[a].known);
          }
        }
      }
    }
}

TEST(Ask, GivesTheBestOfAllEntities) {
  Pool pool(2);
  for (const oracle::GraphKind& kind : oracle::kGraphKinds)
    for (const AskRule rule : {AskRule{7, true}, AskRule{kEntities, false}, AskRule{200, true}}) {
      SCOPED_TRACE(testing::Message() << kind.name << " " << kind.norm << " top " << rule.top);
      const std::size_t rank = kind.name == "rotate" && kind.norm == 1 ? 1 : 3;  // sums of roots would be rounded
      const GraphModel model = oracle::graph_model(kind, kEntities, 2, 150, rank);
      const std::set<Triple> learned(model.facts.begin(), model.facts.end());
      const oracle::Doubles tables(model.tables);
      const std::vector<Question> questions = all_questions(model);
      const std::vector<std::vector<Answer>> answers = ask(model, questions, rule, pool);
      ASSERT_EQ(answers.size(), questions.size());
      for (std::size_t n = 0; n < questions.size(); ++n) {
        std::vector<std::pair<double, Id>> expected;  // by falling score, equal ones by number
        std::set<Id> known;
        for (Id e = 0; e < kEntities; ++e) {
          const Triple t = fact_of(questions[n], e), back{t.tail, t.relation, t.head};
          if (learned.contains(t) || (model.undirected && learned.contains(back))) known.insert(e);
          if ((known.contains(e) && !rule.known) || (!model.loops && e == questions[n].entity)) continue;
          const double score = oracle::score(model, tables, t, questions[n].end);
          expected.emplace_back(-std::round(1e6 * score) / 1e6, e);  // equal ones are equal
        }
        std::ranges::sort(expected);
        if (expected.size() > rule.top) expected.resize(rule.top);
        ASSERT_EQ(answers[n].size(), expected.size());
        for (std::size_t a = 0; a < expected.size(); ++a) {
          EXPECT_EQ(answers[n][a].entity, expected[a].second) << n << ", place " << a;
          EXPECT_NEAR(answers[n][a].score, -expected[a].first, 1e-5);
          EXPECT_EQ(answers[n][a].known, known.contains(answers[n][a].entity));
        }
      }
    }
}

// Many entities, so that a sieve works where the processor has one: the same answers without it.
TEST(Ask, ASieveChangesNothing) {
  Pool pool(2);
  for (const char* kind : {"complex", "transe"}) {
    GraphModel model = oracle::graph_model({kind}, 1500, 2, 100, 10);
    model.tables.entity = oracle::normal_table(1500, model.tables.entity.rank(), 1, Random(3));
    const std::vector<Question> questions = all_questions(model);
    const oracle::Doubles tables(model.tables);
    oracle::on_every_instruction_set([&] {
      const std::vector<std::vector<Answer>> few = ask(model, questions, {5}, pool);
      const std::vector<std::vector<Answer>> all = ask(model, questions, {1500}, pool);
      for (std::size_t n = 0; n < questions.size(); ++n)
        for (std::size_t a = 0; a < few[n].size(); ++a) {
          EXPECT_EQ(few[n][a].entity, all[n][a].entity);
          EXPECT_EQ(few[n][a].score, all[n][a].score);
          const Triple t = fact_of(questions[n], few[n][a].entity);
          EXPECT_NEAR(few[n][a].score, oracle::score(model, tables, t, questions[n].end), 1e-4);
        }
    });
  }
}

double cosine(const Table& rows, Id a, Id b) {
  double product = 0, first = 0, second = 0;
  for (std::size_t k = 0; k < rows.rank(); ++k) {
    product += double(rows[a][k]) * rows[b][k];
    first += double(rows[a][k]) * rows[a][k], second += double(rows[b][k]) * rows[b][k];
  }
  return first * second > 0 ? product / std::sqrt(first * second) : 0;
}

TEST(Ask, NearestFactsAreThoseOfTheMostAlikeEnds) {
  for (const oracle::GraphKind& kind : {oracle::GraphKind{"complex"}, {"dot"}}) {
    const GraphModel model = oracle::graph_model(kind, 30, 2, 120, 5);
    const Table& rows = model.tables.entity;
    for (const Triple& fact : {model.facts[3], Triple{1, 0, 2}}) {
      std::vector<double> likeness;
      for (const Triple& t : model.facts) {
        if (t.relation != fact.relation || t == fact) continue;
        const double forth = cosine(rows, t.head, fact.head) + cosine(rows, t.tail, fact.tail);
        const double back = cosine(rows, t.tail, fact.head) + cosine(rows, t.head, fact.tail);
        likeness.push_back((model.undirected ? std::max(forth, back) : forth) / 2);
      }
      std::ranges::sort(likeness, std::greater{});
      const std::vector<NearFact> near = nearest_facts(model, fact, 6);
      ASSERT_EQ(near.size(), 6u);
      for (std::size_t n = 0; n < near.size(); ++n) {
        EXPECT_NEAR(near[n].likeness, likeness[n], 1e-5) << n;
        EXPECT_NE(near[n].fact, fact);
      }
    }
    const std::vector<Scored> alike = most_alike(rows, 4, 100);
    ASSERT_EQ(alike.size(), 29u);
    for (std::size_t n = 0; n < alike.size(); ++n) {
      EXPECT_NEAR(alike[n].score, cosine(rows, 4, alike[n].id), 1e-5);
      EXPECT_GE(alike[n - (n > 0)].score, alike[n].score);
    }
  }
}

TEST(Ask, QuestionsAreReadAsPeopleWriteThem) {
  GraphModel model;
  model.task = "triples";
  for (const char* name : {"Ann", "Bob, the elder"}) model.entities.add(name);
  model.relations.add("knows");
  EXPECT_EQ(parse_question(model, "Ann, knows, ?"), (Question{0, 0, End::kTail}));
  EXPECT_EQ(parse_question(model, " ? ,knows,  Ann "), (Question{0, 0, End::kHead}));
  EXPECT_EQ(parse_question(model, "?\tknows\tBob, the elder"), (Question{1, 0, End::kHead}));
  for (const char* wrong : {"", "Ann", "Ann, knows", "?, knows, ?", "Ann, knows, Ann", "Ann, ?, Ann", "?, ?, ?, ?"})
    EXPECT_THROW(parse_question(model, wrong), UsageError) << wrong;
  try {
    parse_question(model, "An, knows, ?");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.problem().find("'An'"), std::string::npos);
    EXPECT_NE(error.advice().find("Ann"), std::string::npos);
  }
  EXPECT_THROW(parse_question(model, "Ann, likes, ?"), Error);
  model.task = "links";
  EXPECT_EQ(parse_question(model, "Bob, the elder"), (Question{1, 0, End::kTail}));
}

}  // namespace
}  // namespace kinfold
