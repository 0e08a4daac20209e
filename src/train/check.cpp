#include "train/check.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "scorer/relations.h"
#include "train/lesson.h"
#include "train/registry.h"

namespace kinfold {
namespace {

std::string pair_of(const Ratings& ratings, const Rating& r) {
  return "(" + std::string(ratings.users[r.left]) + ", " + std::string(ratings.items[r.right]) + ")";
}

void check_finite(const Ratings& ratings) {
  for (const Rating& r : ratings.rows)
    if (!std::isfinite(r.value)) throw Error("the value is not finite", pair_of(ratings, r));
}

// Values of likes weigh them, unless --confidence 0 says that they do not.
void check_likes(const Ratings& ratings, double confidence) {
  double sum = 0;
  for (const Rating& r : ratings.rows) {
    if (r.value < 0)
      throw Error("a like cannot have the value " + plain_number(r.value), pair_of(ratings, r),
                  "leave out what is not liked, or train votes (two values) or ratings (numbers)");
    sum += r.value;
  }
  if (confidence > 0 && !(sum > 0))
    throw Error("the likes weigh nothing: all their values are 0", "", "use --confidence 0");
}

// The two values that votes have, the lower one first.
std::vector<float> vote_values(const Ratings& ratings) {
  std::vector<float> values;
  for (const Rating& r : ratings.rows) {
    if (std::ranges::find(values, r.value) != values.end()) continue;
    values.push_back(r.value);
    if (values.size() > 2)
      throw Error("votes have two values, and here is a third: " + plain_number(values[0]) + ", " +
                      plain_number(values[1]) + ", " + plain_number(values[2]),
                  pair_of(ratings, r), "train ratings for numbers, or make likes and dislikes of them in a query");
  }
  if (values.size() < 2)
    throw Error("all votes are " + plain_number(values[0]), "", "train likes where only likes are known");
  std::ranges::sort(values);
  return values;
}

void check_values(const Ratings& ratings, const std::string& loss) {
  if (loss != "logistic") return;
  for (const Rating& r : ratings.rows)
    if (!(r.value >= 0 && r.value <= 1))
      throw Error("loss 'logistic' needs values from 0 to 1, and here is " + plain_number(r.value), pair_of(ratings, r),
                  "scale the values, or use another --loss: squared, huber or absolute");
}

// Of two values the greater one is a like: 0 and 1, -1 and 1, 1 and 2.
void unify_votes(Ratings& ratings, const std::vector<float>& values) {
  for (Rating& r : ratings.rows) {
    if (std::ranges::find(values, r.value) == values.end())
      throw Error("a vote to validate on has the value " + plain_number(r.value) + ", and training has " +
                      plain_number(values[0]) + " and " + plain_number(values[1]),
                  pair_of(ratings, r), "let likes and dislikes have the same values in both");
    r.value = r.value == values[1];
  }
}

void allow(const std::string& option, const std::string& value, const std::string& with,
           const std::vector<std::string>& allowed) {
  if (std::ranges::find(allowed, value) == allowed.end())
    throw UsageError(option + " '" + value + "' does not go with " + with, "--" + option,
                     known_choices(value, allowed));
}

}  // namespace

void check_data(Ratings& ratings, Ratings* valid, const Options& options) {
  if (ratings.rows.empty()) throw Error("there are no " + options.task + " to train on");
  check_finite(ratings);
  if (valid) check_finite(*valid);
  if (options.task == "likes") check_likes(ratings, options.confidence);
  if (options.task == "votes") {
    const std::vector<float> values = vote_values(ratings);
    unify_votes(ratings, values);
    if (valid) unify_votes(*valid, values);
  }
  if (options.task == "ratings") check_values(ratings, options.loss);
}

void check_options(const Options& options) {
  rate_share(options.decay, 0, 1);  // refuses an unknown decay
  allow("solver", options.solver, "the task " + options.task, solvers_of(options.task));
  allow("model", options.model, "the task " + options.task, models_of(options.task));
  if (options.task == "table") return;
  if (options.rank == 0)
    throw UsageError("a rank is chosen for tables alone", "--rank auto",
                     "give a number, or let kinfold tune search --range rank");
  allow("loss", options.loss, "solver " + options.solver + " for " + options.task,
        losses_of(options.task, options.solver));
  if (options.solver == "gibbs") {
    allow("penalty", options.penalty, "solver gibbs", {"ridge"});
    if (!options.own_vectors)
      throw UsageError("solver gibbs samples a vector for each user", "--own-vectors no",
                       "use another --solver: " + join(solvers_of(options.task)));
  }
  if (options.task == "likes" && options.solver == "sgd") {
    allow("penalty", options.penalty, "likes by sgd", {"ridge"});
    allow("update", options.update, "likes by sgd", {"sgd", "adagrad"});
  }
  if (options.solver == "lightgcn") {
    allow("model", options.model, "solver lightgcn", {"mf"});
    allow("penalty", options.penalty, "solver lightgcn", {"ridge"});
  }
  if (options.task == "likes" && options.solver != "ials" && options.negatives == 0)
    throw UsageError("likes are held against items that are drawn", "--negatives all",
                     "give a number, or use --solver ials");
  if (options.task == "likes" && options.time_bins > 0)
    throw UsageError("likes do not change with time here", "--time-bins", "train votes or ratings with it");
}

namespace {

void check_encoder(const Options& options) {
  if (options.encoder.empty()) {
    if (!options.node_features.empty())
      throw UsageError("features go into a network", "--node-features", "name one with --encoder: " + join(kNetworks));
    return;
  }
  allow("encoder", options.encoder, "the task " + options.task, kNetworks);
  if (options.negatives == 0)
    throw UsageError("what a network makes is held against sampled entities", "--negatives all", "use --negatives 64");
  if (!options.memory.empty() || options.blocks > 0)
    throw UsageError("a network mixes over the whole graph", options.memory.empty() ? "--blocks" : "--memory",
                     "leave it out");
}

}  // namespace

void check_graph_options(const Options& options) {
  rate_share(options.decay, 0, 1);
  allow("model", options.model, "the task " + options.task, models_of(options.task));
  allow("loss", options.loss, options.negatives == 0 ? "--negatives all" : "the task " + options.task,
        options.negatives == 0 ? std::vector<std::string>{"softmax", "logistic"} : GraphLosses::names());
  allow("penalty", options.penalty, "the task " + options.task, {"nuclear-3", "ridge"});
  const RelationalScorer scorer(options.model, {1, options.norm});
  const Similarity similarity = scorer.similarity();
  if (options.negatives == 0 && (similarity == Similarity::kCity || similarity == Similarity::kModulus))
    throw UsageError("distances of the norm 1 are held against sampled entities alone", "--negatives all",
                     "use --norm 2, or --negatives 64");
  if (options.relation_loss > 0 && (!scorer.linear() || options.negatives > 0))
    throw UsageError("relations are asked for with --negatives all, and of distmult, complex, cp and simple alone",
                     "--relation-loss " + plain_number(options.relation_loss), "leave it out");
  if (options.smoothing > 0 && options.negatives > 0)
    throw UsageError("answers are smoothed with --negatives all alone", "--smoothing", "leave it out");
  if (options.negatives == 0 && options.askers)
    throw UsageError("questions meet all entities as it is", "--askers yes", "leave it out, or use --negatives 64");
  if (options.negatives == 0 && !(options.memory.empty() && options.blocks == 0))
    throw UsageError("entities are cut into blocks where they are sampled", "--negatives all", "use --negatives 64");
  if (options.rank == 0) throw UsageError("the rank is chosen for tables alone", "--rank auto", "give a number");
  check_encoder(options);
}

void check_label_options(const Options& options) {
  rate_share(options.decay, 0, 1);
  allow("model", options.model, "the task labels", kNetworks);
  if (options.neighbors > 0 && options.model == "rgcn")
    throw UsageError("neighbours are drawn without regard to relations", "--neighbors", "leave it out with rgcn");
  if (options.rank == 0) throw UsageError("the rank is chosen for tables alone", "--rank auto", "give a number");
  if (options.layers == 0)
    throw UsageError("a network has layers", "--layers 0", "give a number above 0, or use --model sgc");
  if (options.directed && options.normalization == "symmetric")
    throw UsageError("links of one direction cannot be normalised symmetrically", "--normalization symmetric",
                     "use --normalization mean, or let links go both ways with --directed no");
}

}  // namespace kinfold
