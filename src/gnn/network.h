// The networks that label nodes or give them embeddings, each a row of layers:
//
//   gcn       (dropout, weights, mix, shift) a layer, activations between them             (Kipf, Welling 2017)
//   sgc       weights, `steps` mixes, shift                                                 (Wu et al. 2019)
//   appnp     the layers of `unmixed`, then `steps` mixes of a share `teleport` of what went in
//                                                                  (Gasteiger, Bojchevski, Guennemann 2019)
//   gcnii     a layer of weights, `layers` mixes that hold on to what went in, a layer of weights  (Chen et al. 2020)
//   rgcn      gcn whose links of each relation have weights of their own: of so many `bases`, or with bases 0 of blocks
//             of `block` numbers; the first layer gives embeddings                        (Schlichtkrull et al. 2018)
//   unmixed   gcn without the mixing: what a node has of its own
//   logistic  one layer of `unmixed`: logistic regression on features
#pragma once
#include <string>
#include <vector>

#include "gnn/layer.h"

namespace kinfold {

inline const std::vector<std::string> kNetworks = {"gcn", "sgc", "appnp", "gcnii", "rgcn", "mlp", "logistic"};

struct NetworkSpec {
  std::string kind = "gcn";  // of kNetworks
  std::size_t features = 0, hidden_dim = 16, out = 0;
  std::size_t num_layers = 2;
  std::size_t propagation_steps = 10;                       // sgc, appnp
  double alpha = 0.1;                                       // appnp, and alpha of gcnii
  double lambda = 0.5;                                      // gcnii
  std::size_t relations = 0, num_bases = 8, block_dim = 4;  // rgcn: relations without their ways back
  double dropout = 0.5;
  double feature_dropout = 0.5;  // of the features that go in
  std::string activation = "relu";
};

class Network {
 public:
  Network(const NetworkSpec& shape, std::uint64_t seed);

  // A row a node of scores, or of embeddings.
  const Matrix& forward(const ForwardContext& context);
  // The gradients of all parameters, for those by what the last forward() in training gave.
  void backward(const Matrix& gradients, const ForwardContext& context);
  const std::vector<Parameter*>& parameters() const { return parameters_; }
  // How far off a node may be that another's row depends on.
  std::size_t hops() const;
  // What the last forward() gave before the last layer of weights; what it gave at all, where there is one alone.
  const Matrix& hidden() const { return *hidden_; }

 private:
  NetworkSpec shape_;
  Layers layers_;
  std::vector<Parameter*> parameters_;
  std::size_t last_weights_ = 0;  // the place of that layer
  const Matrix* hidden_ = nullptr;
  Matrix none_;
};

}  // namespace kinfold
