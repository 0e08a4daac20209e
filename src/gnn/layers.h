// Layers of graph neural networks. H: input with one row per node; X: node features; A: normalized adjacency matrix.
#pragma once
#include <string>

#include "gnn/layer.h"

namespace kinfold {

// dropout(X) W, the first layer. With one-hot features, the rows of W are trainable embeddings.
std::unique_ptr<Layer> feature_linear(std::size_t features, std::size_t width, double dropout, std::uint64_t seed,
                                      double weight_decay);
// H -> H W
std::unique_ptr<Layer> linear(std::size_t from, std::size_t to, std::uint64_t seed, double weight_decay);
// H -> H + b in each row
std::unique_ptr<Layer> bias(std::size_t width);
// H -> f(H), with f one of Activations. Throws a UsageError if the name is unknown.
std::unique_ptr<Layer> activation(const std::string& name);
// H -> dropout(H). `stream` is the random stream, different for each dropout layer of a network.
std::unique_ptr<Layer> dropout(double rate, std::uint64_t stream);
// H -> Z_steps, where Z_0 = H and Z_k = (1 - alpha) A Z_(k-1) + alpha H. With alpha 0 this is the propagation of GCN
// and SGC (Kipf, Welling 2017; Wu et al. 2019), otherwise that of APPNP (Gasteiger, Bojchevski, Guennemann 2019).
std::unique_ptr<Layer> propagation(std::size_t steps, double alpha);
// H_0 -> H_layers of GCNII (Chen, Wei, Huang, Ding, Li 2020):
//   S = (1 - alpha) A dropout(H_(l-1)) + alpha H_0,  H_l = relu((1 - beta_l) S + beta_l S W_l),  beta_l = log(lambda/l
//   + 1)
struct GcniiOptions {
  std::size_t layers;
  double alpha, lambda, dropout, weight_decay;
};
std::unique_ptr<Layer> gcnii_layers(std::size_t width, const GcniiOptions& options, std::uint64_t seed);

// H -> H W_0 + sum_r A_r H W_r (Schlichtkrull, Kipf, Bloem, van den Berg, Titov, Welling 2018). `relations` counts the
// inverse relations, too. rgcn_bases: W_r = sum_b a_rb V_b. rgcn_blocks: W_r is block diagonal with square blocks; the
// last block may be smaller.
std::unique_ptr<Layer> rgcn_bases(std::size_t relations, std::size_t from, std::size_t to, std::size_t num_bases,
                                  std::uint64_t seed);
std::unique_ptr<Layer> rgcn_blocks(std::size_t relations, std::size_t width, std::size_t blocks, std::uint64_t seed);

// Initializes with uniform values in +-sqrt(6 / (rows + columns)) (Glorot, Bengio 2010).
void glorot_init(Matrix& table, std::uint64_t seed);

}  // namespace kinfold
