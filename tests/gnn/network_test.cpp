#include "gnn/network.h"

#include <gtest/gtest.h>

#include <cmath>

#include "gnn/activation.h"
#include "gnn/adjacency.h"
#include "gnn/layers.h"
#include "oracle/adjacency.h"

namespace kinfold {
namespace {

constexpr std::size_t kNetworkNodes = 12, kFeatures = 9, kOut = 3, kRelations = 2;

CsrMatrix random_features() {
  Random random(21);
  CsrMatrix features;
  features.columns = kFeatures;
  for (std::size_t n = 0; n < kNetworkNodes; ++n, features.close())
    for (Id k = 0; k < kFeatures; ++k)
      if (random.uniform() < 0.5) features.column.push_back(k), features.value.push_back(float(random.normal()));
  return features;
}

std::vector<Triple> random_facts() {
  Random random(24);
  std::vector<Triple> facts;
  for (std::size_t n = 0; n < 40; ++n)
    facts.push_back({Id(random.below(kNetworkNodes)), Id(random.below(kRelations)), Id(random.below(kNetworkNodes))});
  return facts;
}

struct NetworkFixture {
  CsrMatrix features = random_features();
  CsrMatrix adj = adjacency(kNetworkNodes, oracle::random_links(kNetworkNodes, 20, 22), {}, {false, true, "row"});
  CsrMatrix adj_t = transposed(adj);
  std::vector<Triple> facts = random_facts();
  TypedLinks typed = typed_links(kNetworkNodes, kRelations, facts, {});
  Pool pool{2};
  Matrix weights{kNetworkNodes, kOut};  // weights of the outputs in the test loss

  NetworkFixture() {
    Random random(23);
    for (Id n = 0; n < kNetworkNodes; ++n)
      for (float& w : weights.row(n)) w = float(random.normal());
  }
  ForwardContext context(bool training, std::uint64_t seed = 5) {
    return {&adj, &adj_t, &features, pool, seed, training, &typed};
  }
  double loss(Network& network, const ForwardContext& context) {
    const Matrix& out = network.forward(context);
    double sum = 0;
    for (Id n = 0; n < kNetworkNodes; ++n)
      for (std::size_t k = 0; k < kOut; ++k) sum += double(weights[n][k]) * double(out[n][k]);
    return sum;
  }
};

NetworkSpec spec_of(const std::string& kind) {
  NetworkSpec spec;
  spec.kind = kind;
  spec.features = kFeatures;
  spec.hidden_dim = 5;
  spec.out = kOut;
  spec.num_layers = 3;
  spec.propagation_steps = 4;
  spec.relations = kRelations;
  spec.num_bases = 3;
  spec.block_dim = 2;
  return spec;
}

// Every kind of network and activation, with dropout: the same seed drops the same values.
TEST(Network, GradientsMatchFiniteDifferences) {
  NetworkFixture fixture;
  std::vector<NetworkSpec> specs;
  for (const std::string& kind : kNetworks) specs.push_back(spec_of(kind));
  specs.push_back(spec_of("rgcn"));
  specs.back().num_bases = 0;
  for (const std::string& name : Activations::names()) {
    specs.push_back(spec_of("gcn"));
    specs.back().activation = name;
    specs.back().num_layers = 2;
  }
  specs.push_back(spec_of("gcn"));
  specs.back().dropout = specs.back().feature_dropout = 0;
  for (const NetworkSpec& spec : specs) {
    SCOPED_TRACE(spec.kind + " " + spec.activation);
    Network network(spec, 3);
    Random random(31);  // biases of zero would be at a kink of the activation
    for (Parameter* parameter : network.parameters())
      for (Id row = 0; row < parameter->value.rows(); ++row)
        for (float& x : parameter->value.row(row)) x += float(0.1 * random.normal());
    const ForwardContext context = fixture.context(true);
    fixture.loss(network, context);
    network.backward(fixture.weights, context);
    std::size_t checked = 0, kinks = 0;
    for (Parameter* parameter : network.parameters()) {
      const Matrix gradients = parameter->gradients;
      for (Id row = 0; row < gradients.rows(); ++row)
        for (std::size_t k = 0; k < gradients.rank(); ++k) {
          float& x = parameter->value[row][k];
          const float original = x, step = 4e-3f;
          const auto gradient_by = [&](float by) {
            x = original + by;
            const double above = fixture.loss(network, context);
            x = original - by;
            const double below = fixture.loss(network, context);
            x = original;
            return (above - below) / (2 * double(by));
          };
          const double wide = gradient_by(step), narrow = gradient_by(step / 2);
          ++checked;
          if (std::fabs(wide - narrow) > 2e-3 * (1 + std::fabs(wide))) {  // there is a kink in between
            ++kinks;
            continue;
          }
          EXPECT_NEAR(double(gradients[row][k]), narrow, 5e-3 * (1 + std::fabs(narrow)));
        }
    }
    EXPECT_LT(kinks * 5, checked);
  }
}

TEST(Network, DropsNothingOutsideTraining) {
  NetworkFixture fixture;
  Network network(spec_of("gcn"), 3);
  const Matrix once = network.forward(fixture.context(false, 1)), again = network.forward(fixture.context(false, 2));
  EXPECT_TRUE(std::ranges::equal(once.padded(), again.padded()));
  const Matrix one = network.forward(fixture.context(true, 1)), other = network.forward(fixture.context(true, 2));
  EXPECT_FALSE(std::ranges::equal(one.padded(), other.padded()));
}

// scores = A (f(A (X W + b...)): written out for two layers.
TEST(Network, GcnMatchesItsFormula) {
  NetworkFixture fixture;
  NetworkSpec spec = spec_of("gcn");
  spec.num_layers = 2;
  spec.activation = "tanh";
  Network network(spec, 9);
  for (Parameter* parameter : network.parameters())
    if (parameter->value.rows() == 1)
      for (float& x : parameter->value.row(0)) x = 0.25f;
  const auto to_dense = [](const Matrix& table) {
    oracle::Cells cells(table.rows());
    for (Id n = 0; n < table.rows(); ++n) cells[n].assign(table.row(n).begin(), table.row(n).end());
    return cells;
  };
  const auto& p = network.parameters();
  const oracle::Cells a = oracle::to_dense(fixture.adj);
  oracle::Cells h = oracle::product(a, oracle::product(oracle::to_dense(fixture.features), to_dense(p[0]->value)));
  for (auto& row : h)
    for (double& x : row) x = std::tanh(x + 0.25);
  const oracle::Cells scores = oracle::product(a, oracle::product(h, to_dense(p[2]->value)));
  const Matrix& out = network.forward(fixture.context(false));
  for (Id n = 0; n < kNetworkNodes; ++n)
    for (std::size_t k = 0; k < kOut; ++k) EXPECT_NEAR(out[n][k], scores[n][k] + 0.25, 1e-5);
  const Matrix& hidden = network.hidden();
  for (Id n = 0; n < kNetworkNodes; ++n)
    for (std::size_t k = 0; k < spec.hidden_dim; ++k) EXPECT_NEAR(hidden[n][k], h[n][k], 1e-5);
}

// Z = (1 - alpha)^K A^K H + alpha sum (1 - alpha)^k A^k H
TEST(Network, AppnpMatchesItsSeries) {
  NetworkFixture fixture;
  NetworkSpec spec = spec_of("appnp");
  Network network(spec, 4);
  spec.kind = "mlp";
  Network own(spec, 4);
  const Matrix& h = own.forward(fixture.context(false));
  oracle::Cells power(kNetworkNodes), sum(kNetworkNodes, std::vector<double>(kOut));
  for (Id n = 0; n < kNetworkNodes; ++n) power[n].assign(h.row(n).begin(), h.row(n).end());
  const double t = spec.alpha;
  for (std::size_t k = 0; k <= spec.propagation_steps; ++k) {
    for (std::size_t n = 0; n < kNetworkNodes; ++n)
      for (std::size_t c = 0; c < kOut; ++c)
        sum[n][c] += (k < spec.propagation_steps ? t : 1) * std::pow(1 - t, double(k)) * power[n][c];
    power = oracle::product(oracle::to_dense(fixture.adj), power);
  }
  const Matrix& z = network.forward(fixture.context(false));
  for (Id n = 0; n < kNetworkNodes; ++n)
    for (std::size_t c = 0; c < kOut; ++c) EXPECT_NEAR(z[n][c], sum[n][c], 1e-5);
}

// out_n = W_0 h_n + sum over relations and inverse relations of the mean of W_r h_m, written out.
TEST(Network, RgcnMatchesItsFormula) {
  NetworkFixture fixture;
  for (const bool blocks : {false, true}) {
    const std::size_t hidden_dim = 5, size = 2;
    const std::unique_ptr<Layer> layer = blocks ? rgcn_blocks(2 * kRelations, hidden_dim, 3, 7)
                                                : rgcn_bases(2 * kRelations, hidden_dim, hidden_dim, 2, 7);
    Matrix in(kNetworkNodes, hidden_dim);
    Random random(8);
    for (Id n = 0; n < kNetworkNodes; ++n)
      for (float& x : in.row(n)) x = float(random.normal());
    const auto p = layer->parameters();
    const auto weight = [&](std::size_t r, std::size_t k, std::size_t j) {
      if (blocks) return k / size == j / size ? double(p[1]->value[Id(r)][k * size + j % size]) : 0;
      return double(p[1]->value[Id(r)][0]) * double(p[2]->value[Id(k)][j]) +
             double(p[1]->value[Id(r)][1]) * double(p[3]->value[Id(k)][j]);
    };
    const Matrix& out = layer->forward(in, fixture.context(false));
    for (Id n = 0; n < kNetworkNodes; ++n)
      for (std::size_t j = 0; j < hidden_dim; ++j) {
        double sum = 0;
        for (std::size_t k = 0; k < hidden_dim; ++k) sum += double(in[n][k]) * double(p[0]->value[Id(k)][j]);
        for (std::size_t r = 0; r < 2 * kRelations; ++r) {
          double drawn = 0, count = 0;
          for (const Triple& t : fixture.facts) {
            const bool there =
                r < kRelations ? t.relation == r && t.tail == n : t.relation == r - kRelations && t.head == n;
            if (!there) continue;
            ++count;
            const Id from = r < kRelations ? t.head : t.tail;
            for (std::size_t k = 0; k < hidden_dim; ++k) drawn += double(in[from][k]) * weight(r, k, j);
          }
          if (count > 0) sum += drawn / count;
        }
        EXPECT_NEAR(out[n][j], sum, 1e-5);
      }
  }
}

TEST(Network, ErrorListsTheKnownKinds) {
  try {
    Network network(spec_of("gnc"), 1);
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_NE(error.advice().find("gcn"), std::string::npos);
  }
}

}  // namespace
}  // namespace kinfold
