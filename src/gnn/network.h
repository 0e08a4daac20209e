// Graph neural networks for node classification and as encoders of links and triples. Each is a sequence of layers
// (gnn/layers.h):
//
//   gcn       num_layers x (dropout, linear, propagation, bias), activations between them    (Kipf, Welling 2017)
//   sgc       linear, propagation_steps x propagation, bias                                  (Wu et al. 2019)
//   appnp     mlp, then propagation_steps x propagation with restart probability alpha
//                                                                  (Gasteiger, Bojchevski, Guennemann 2019)
//   gcnii     linear, num_layers x GCNII layer with initial residual, linear                 (Chen et al. 2020)
//   rgcn      embeddings, then num_layers x R-GCN layer with separate weights per relation, from num_bases bases or,
//             with num_bases 0, from blocks of size block_dim                                (Schlichtkrull et al.
//             2018)
//   mlp       gcn without propagation: uses only the features of a node
//   logistic  mlp of one layer: logistic regression on the features
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
  double alpha = 0.1;                                       // appnp, gcnii
  double lambda = 0.5;                                      // gcnii
  std::size_t relations = 0, num_bases = 8, block_dim = 4;  // rgcn; `relations` does not count inverse relations
  double dropout = 0.5;
  double feature_dropout = 0.5;  // dropout rate of the input features
  std::string activation = "relu";
};

class Network {
 public:
  // Initializes the parameters by the seed. Throws a UsageError if the kind or the activation is unknown.
  Network(const NetworkSpec& spec, std::uint64_t seed);

  // Scores or embeddings, one row per node. The result stays valid until the next call.
  const Matrix& forward(const ForwardContext& context);
  // Computes the gradients of all parameters, for a gradient with respect to the output of the last forward() in
  // training.
  void backward(const Matrix& gradients, const ForwardContext& context);
  const std::vector<Parameter*>& parameters() const { return parameters_; }
  // The maximum distance of nodes that the output of a node depends on.
  std::size_t hops() const;
  // The input of the last linear layer in the last forward(); its output if there is only one layer with weights.
  const Matrix& hidden() const { return *hidden_; }

 private:
  NetworkSpec spec_;
  Layers layers_;
  std::vector<Parameter*> parameters_;
  std::size_t last_weights_ = 0;  // index of the last layer with weights
  const Matrix* hidden_ = nullptr;
  Matrix none_;
};

}  // namespace kinfold
