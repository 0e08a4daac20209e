#include "kg/graph_file.h"

#include <gtest/gtest.h>

#include <cmath>
#include <span>

#include "kg/graph_queries.h"
#include "oracle/folder.h"
#include "oracle/graph_models.h"

namespace kinfold {
namespace {

std::string bytes_of(const GraphModel& model) {
  const oracle::Folder folder;
  save(model, folder / "m.kf");
  return oracle::read_file(folder / "m.kf");
}

TensorReader reader(const std::string& text) {
  const auto bytes = std::as_bytes(std::span(text));
  return TensorReader({bytes.begin(), bytes.end()}, "damaged");
}

GraphModel full_model(const oracle::GraphCase& kind) {
  GraphModel model = oracle::graph_model(kind, 9, 2, 12);
  model.entities = Vocabulary();
  for (const char* name : {"ann", "", "b,ob", "\xc3\xa9va", "\"", "tab\there", "g", "h", "i"}) model.entities.add(name);
  model.validation_rows = {model.facts[0], model.facts[3]};
  model.options = {{"rank", std::uint64_t{3}}, {"loss", "softmax"}, {"lr", 0.1}, {"undirected", true}};
  model.data = {{"facts", std::uint64_t{12}}};
  model.curve = {{0.5, 0.25}, {0.25, NAN}};
  model.best_epoch = 1;
  model.stop_reason = "interrupted";
  return model;
}

TEST(GraphFile, ContainsTheWholeModel) {
  for (const oracle::GraphCase& kind : oracle::kGraphCases) {
    SCOPED_TRACE(kind.name);
    const GraphModel model = full_model(kind);
    const std::string bytes = bytes_of(model);
    const TensorReader file = reader(bytes);
    EXPECT_TRUE(is_graph_model(file));
    const GraphModel again = load_graph(file);
    EXPECT_EQ(bytes_of(again), bytes);
    EXPECT_EQ(again.task, model.task);
    EXPECT_EQ(again.kind, model.kind);
    EXPECT_EQ(again.scorer_options.norm, model.scorer_options.norm);
    EXPECT_EQ(again.rank(), model.rank());
    EXPECT_EQ(again.inverse_relations, model.inverse_relations);
    EXPECT_EQ(again.undirected, model.undirected);
    EXPECT_EQ(again.self_loops, model.self_loops);
    EXPECT_EQ(again.margin, model.margin);
    EXPECT_EQ(again.entities, model.entities);
    EXPECT_EQ(again.relations, model.relations);
    EXPECT_EQ(again.facts, model.facts);
    EXPECT_EQ(again.validation_rows, model.validation_rows);
    EXPECT_EQ(again.options, model.options);
    EXPECT_EQ(again.data, model.data);
    EXPECT_EQ(again.curve.size(), model.curve.size());
    EXPECT_EQ(again.best_epoch, model.best_epoch);
    EXPECT_EQ(again.stop_reason, model.stop_reason);
    EXPECT_EQ(oracle::numbers_of(again.tables), oracle::numbers_of(model.tables));
    for (const Triple& t : model.facts) EXPECT_EQ(GraphQueries(again).score(t), GraphQueries(model).score(t));
  }
}

// Scores equal those of the formula, for training facts and other facts.
TEST(GraphModel, ScoresByTheFormula) {
  for (const oracle::GraphCase& kind : oracle::kGraphCases) {
    const GraphModel model = oracle::graph_model(kind, 9, 2, 12);
    const oracle::DoubleEmbeddings tables(model.tables);
    for (Id h = 0; h < 9; ++h)
      for (Id t = 0; t < 9; ++t)
        EXPECT_NEAR(GraphQueries(model).score({h, 0, t}), oracle::score(model, tables, {h, 0, t}, TripleEnd::kTail),
                    1e-5)
            << kind.name;
  }
}

bool is_error(const std::string& bytes) {
  try {
    load_graph(reader(bytes));
  } catch (const Error& error) {
    return error.where() == "damaged";
  }
  return false;
}

class DamagedGraph : public ::testing::TestWithParam<std::string> {
 protected:
  const std::string whole = bytes_of(oracle::graph_model({GetParam()}, 3, 1, 2, 2));
};
INSTANTIATE_TEST_SUITE_P(Models, DamagedGraph, ::testing::Values("tucker", "dot"),
                         [](const auto& chosen) { return chosen.param; });

TEST_P(DamagedGraph, AnyFlippedBitIsAnError) {
  ASSERT_FALSE(is_error(whole));
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = whole;
      damaged[at] = char(damaged[at] ^ (1 << bit));
      ASSERT_TRUE(is_error(damaged)) << "byte " << at << " bit " << bit;
    }
}

TEST_P(DamagedGraph, AnyOtherLengthIsAnError) {
  for (std::size_t size = 0; size < whole.size(); ++size) ASSERT_TRUE(is_error(whole.substr(0, size))) << size;
  for (const std::size_t more : {1, 8, 4096}) ASSERT_TRUE(is_error(whole + std::string(more, '\0'))) << more;
}

// Parts that do not fit together are an error, even if the checksum is correct.
TEST(GraphFile, InconsistentPartsAreErrors) {
  const auto corrupt = [](const oracle::GraphCase& kind, auto change) {
    GraphModel model = full_model(kind);
    change(model);
    return is_error(bytes_of(model));
  };
  for (const oracle::GraphCase& kind : oracle::kGraphCases) {
    SCOPED_TRACE(kind.name);
    const Id rows = 9;
    EXPECT_FALSE(corrupt(kind, [](GraphModel&) {}));
    EXPECT_TRUE(corrupt(kind, [](GraphModel& m) { m.tables.entity = Matrix(8, m.tables.entity.rank()); }));
    EXPECT_TRUE(corrupt(kind, [](GraphModel& m) { m.tables.entity = Matrix(rows, m.tables.entity.rank() + 1); }));
    EXPECT_TRUE(corrupt(kind, [](GraphModel& m) { m.tables.relation = Matrix(m.tables.relation.rows() + 1, 3); }));
    EXPECT_TRUE(corrupt(kind, [](GraphModel& m) { m.tables.core = Matrix(5, 2); }));
    EXPECT_TRUE(corrupt(kind, [](GraphModel& m) { m.entities.add("one more"); }));
    EXPECT_TRUE(corrupt(kind, [](GraphModel& m) { m.facts[1].head = rows; }));
    EXPECT_TRUE(corrupt(kind, [](GraphModel& m) { m.facts[1].tail = rows; }));
    EXPECT_TRUE(corrupt(kind, [](GraphModel& m) { m.facts[1].relation = Id(m.relations.size()); }));
    EXPECT_TRUE(corrupt(kind, [](GraphModel& m) { m.validation_rows[1].head = kUnseen; }));
    EXPECT_TRUE(corrupt(kind, [](GraphModel& m) { m.kind = "complexity"; }));
    EXPECT_TRUE(corrupt(kind, [](GraphModel& m) { m.scorer_options.rank = 4; }));
    EXPECT_TRUE(corrupt(kind, [](GraphModel& m) { m.scorer_options.rank = 0; }));
    EXPECT_TRUE(corrupt(kind, [](GraphModel& m) { m.scorer_options.norm = 3; }));
    EXPECT_TRUE(corrupt(kind, [](GraphModel& m) { m.margin = INFINITY; }));
    EXPECT_TRUE(corrupt(kind, [](GraphModel& m) { m.relations.add("one more"); }));
    EXPECT_TRUE(corrupt(kind, [](GraphModel& m) { m.inverse_relations = !m.inverse_relations; }));
    EXPECT_TRUE(corrupt(kind, [](GraphModel& m) { m.task = m.task == "links" ? "triples" : "links"; }));
  }
  EXPECT_TRUE(corrupt({"tucker"}, [](GraphModel& m) { m.tables.core = Matrix(); }));
  EXPECT_TRUE(corrupt({"tucker"}, [](GraphModel& m) { m.kind = "rescal"; }));
  EXPECT_TRUE(
      corrupt({"dot"}, [](GraphModel& m) { m.relations = Vocabulary(), m.facts.clear(), m.validation_rows.clear(); }));
}

}  // namespace
}  // namespace kinfold
