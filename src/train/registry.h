// The one place that names every piece. Help, error texts and the typed tests read these lists.
#pragma once
#include <string>
#include <vector>

#include "data/node_features.h"
#include "graph/activation.h"
#include "graph/adjacency.h"
#include "graph/network.h"
#include "loss/group.h"
#include "loss/point.h"
#include "penalty/row.h"
#include "scorer/factors.h"
#include "scorer/relations.h"
#include "update/update.h"

namespace kinfold {

// Losses, penalties, updates and scorers: PointLosses, Penalties, Updates, Scorers, TripleScorers, LinkScorers, each in
// its own header.

// mf: biases and factors; biases: biases alone; mean: the mean of the training values.
inline const std::vector<std::string> kModels = {"mf", "biases", "mean"};
// pca: centred, orthonormal directions; svd: the same without centring; factors: a loss for each column by its kind;
// sparse-pca: directions of few columns; nmf: nothing is negative; logistic-pca: chances of yes and no; soft-impute:
// least nuclear norm.
inline const std::vector<std::string> kTableModels = {"pca", "svd",          "factors",    "sparse-pca",
                                                      "nmf", "logistic-pca", "soft-impute"};
// Networks of labels: kNetworks, in graph/network.h.
const std::vector<std::string>& models_of(const std::string& task);

// ratings: numbers; votes: like or dislike; likes: positives only; table: rows and columns of numbers and levels;
// links: pairs of nodes; triples: head, relation, tail; labels: classes of the nodes of a graph.
inline const std::vector<std::string> kTasks = {"ratings", "votes", "likes", "table", "links", "triples", "labels"};
inline bool is_graph(const std::string& task) { return task == "links" || task == "triples"; }

// sgd: stochastic gradients; als: alternating least squares over known values; ials: the same over all pairs, for
// likes; lightgcn: gradients of likes through the layers of their graph; gibbs: samples from the posterior; full,
// randomized: singular vectors of tables, all or the leading ones; auto: what suits the table.
inline const std::vector<std::string> kSolvers = {"sgd",   "als",  "ials", "lightgcn",
                                                  "gibbs", "auto", "full", "randomized"};
const std::vector<std::string>& solvers_of(const std::string& task);

// Point losses, group losses that only likes have, and losses of the columns of tables.
std::vector<std::string> loss_names();
const std::vector<std::string>& losses_of(const std::string& task, const std::string& solver);

inline const std::vector<std::string> kSamplings = {"uniform", "popular", "batch"};
inline const std::vector<std::string> kTimeTerms = {"user", "item", "drift", "day"};

// How the rate falls from the first epoch to the last: linearly or along a cosine towards 0, or not at all.
inline const std::vector<std::string> kDecays = {"linear", "cosine", "none"};

// rate of epoch e of n as a share of the first; `decay` is one of kDecays or a factor in (0, 1].
double rate_share(const std::string& decay, std::size_t epoch, std::size_t epochs);

}  // namespace kinfold
