#include "nodes/node_file.h"

#include <gtest/gtest.h>

#include <span>

#include "core/error.h"
#include "core/random.h"
#include "nodes/train_nodes.h"
#include "oracle/folder.h"
#include "registry/options.h"

namespace kinfold {
namespace {

NodeModel tiny_model(const std::string& kind, bool has_features) {
  NodeData data;
  for (const char* name : {"ann", "", "b,ob", "\xc3\xa9va", "\"", "tab\there"}) data.links.entities.add(name);
  data.links.relations.add("knows");
  data.links.rows = {{0, 0, 1}, {1, 0, 2}, {2, 0, 3}, {4, 0, 3}, {5, 0, 4}};
  data.links.weight = {1, 2, 1, 0.5f, 1};
  for (const auto& [name, label] : {std::pair("ann", "x"), std::pair("tab\there", "y")})
    data.labels.rows.push_back({data.labels.nodes.add(name), data.labels.classes.add(label)});
  if (has_features) {
    data.features.emplace();
    data.features->names = {"a", "b"};
    data.features->rows.columns = 2;
    for (Id n = 0; n < 6; ++n, data.features->rows.close()) {
      data.features->nodes.add(data.links.entities[n]);
      data.features->rows.column.push_back(n % 2), data.features->rows.value.push_back(float(n) - 2.5f);
    }
  }
  TrainOptions options = TrainOptions::defaults("nodes", "", kind);
  options.rank = 3;
  options.num_layers = 2;
  options.epochs = 2;
  options.threads = 1;
  options.num_bases = 2;
  return train_nodes(std::move(data), options);
}

std::string bytes_of(const NodeModel& model) {
  const oracle::Folder folder;
  save(model, folder / "m.kf");
  return oracle::read_file(folder / "m.kf");
}

TensorReader reader(const std::string& text, bool check_sum) {
  const auto bytes = std::as_bytes(std::span(text));
  return TensorReader({bytes.begin(), bytes.end()}, "damaged", check_sum);
}

TEST(NodeFile, ContainsTheWholeModel) {
  for (const std::string& kind : kNetworks)
    for (const bool has_features : {false, true}) {
      SCOPED_TRACE(kind);
      const std::string bytes = bytes_of(tiny_model(kind, has_features));
      const TensorReader file = reader(bytes, true);
      EXPECT_TRUE(is_node_model(file));
      EXPECT_EQ(bytes_of(load_nodes(file)), bytes);
    }
}

// Without verification of the checksum, a damaged file is an error or gives a usable model. It never crashes.
TEST(NodeFile, DamageIsAnErrorOrHarmless) {
  for (const std::string kind : {"gcn", "rgcn"}) {
    const std::string whole = bytes_of(tiny_model(kind, kind == "gcn"));
    Random random(3);
    std::size_t errors = 0;
    for (std::size_t round = 0; round < 4000; ++round) {
      std::string damaged = whole;
      for (std::size_t n = 0; n < 1 + random.below(3); ++n)
        damaged[random.below(damaged.size())] = char(random.below(256));
      try {
        const NodeModel model = load_nodes(reader(damaged, false));
        Pool pool(1);
        score_nodes(model, model.nodes.size(), model.links, model.link_weights, model.features, pool);
      } catch (const Error&) {
        ++errors;
      }
    }
    EXPECT_GT(errors, 1000u);
  }
}

TEST(NodeFile, NetworksLargerThanTheFileAreErrors) {
  std::string bytes = bytes_of(tiny_model("gcnii", false));
  const std::size_t at = bytes.find("\\\"hidden_dim\\\":3");
  ASSERT_NE(at, std::string::npos);
  for (const char digit : {'4', '9'}) {
    std::string damaged = bytes;
    damaged[at + std::string("\\\"hidden_dim\\\":").size()] = digit;
    EXPECT_THROW(load_nodes(reader(damaged, false)), Error);
  }
}

}  // namespace
}  // namespace kinfold
