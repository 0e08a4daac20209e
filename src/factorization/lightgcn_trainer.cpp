#include "factorization/lightgcn_trainer.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/random.h"
#include "factorization/write_model.h"
#include "gnn/propagate.h"
#include "optimizer/schedule.h"

namespace kinfold {
namespace {

enum Stream : std::uint64_t { kUsers = 11, kItems = 12, kOrder = 61, kStep = 62 };

LikeBatchOptions like_batch_options(const FactorizationTrainOptions& options, std::size_t items) {
  LikeBatchOptions batch;
  batch.loss = options.loss;
  batch.loss_options = {float(options.temperature), float(options.margin), items};
  batch.negatives = std::size_t(options.negatives);
  batch.shared_negatives = options.loss == Softmax::name;
  batch.logq_correction = batch.shared_negatives && options.logq_correction && options.negative_sampler != "uniform";
  batch.cosine = options.similarity == "cosine";
  return batch;
}

}  // namespace

LightGcnTrainer::LightGcnTrainer(TrainingSet training_set, const FactorizationTrainOptions& options)
    : options_(options), pool_(std::size_t(options.threads)), users_(training_set.users), items_(training_set.items) {
  if (!training_set.user_side_features.empty() || !training_set.item_side_features.empty())
    throw UsageError("solver lightgcn does not support implicit feedback or features", "--solver lightgcn",
                     "leave them out, or use --solver ials or sgd");
  for (const Rating& r : training_set.rows)
    likes_.push_back(
        {r.left, Id(users_ + r.right), like_weight(r.value, training_set.stats.mean, options.confidence_weight)});
  order_nodes(likes_);
  init_embeddings();
  sampler_.emplace(make_sampler());
  batch_.emplace(propagation_->adj(), *sampler_, like_batch_options(options, items_), pool_);
  set_baseline();
}

// Numbers the nodes in breadth-first order, users before items.
void LightGcnTrainer::order_nodes(std::vector<Rating> links) {
  const std::size_t nodes = users_ + items_;
  node_.resize(nodes);
  Id user = 0, item = Id(users_);
  for (const Id node : breadth_first(bipartite_adjacency(links, nodes))) node_[node] = node < users_ ? user++ : item++;
  for (Rating& like : likes_) like.left = node_[like.left], like.right = node_[like.right];
  propagation_.emplace(bipartite_adjacency(likes_, nodes), std::size_t(options_.num_layers),
                       options_.precision == "bfloat16");
}

// Rows without likes stay zero.
void LightGcnTrainer::init_embeddings() {
  embeddings_ = Matrix(node_.size(), std::size_t(options_.rank));
  gradients_ = Matrix(embeddings_.rows(), embeddings_.rank());
  optimizer_state_ = EntrywiseState(options_.optimizer, embeddings_.rows(), embeddings_.rank());
  reg_.resize(node_.size());
  for (std::size_t n = 0; n < node_.size(); ++n) {
    const bool user = n < users_;
    reg_[node_[n]] = float(options_.reg * (user ? options_.user_reg_factor : options_.item_reg_factor));
    if (propagation_->adj().length(node_[n]) == 0) continue;
    Random random(options_.seed, {user ? kUsers : kItems, user ? n : n - users_});
    for (float& x : embeddings_.row(node_[n])) x = float(options_.init_std * random.normal());
  }
}

// Samples items uniformly, or in proportion to a power of their number of likes.
ItemSampler LightGcnTrainer::make_sampler() const {
  const std::vector<Id> item(node_.begin() + std::ptrdiff_t(users_), node_.end());
  const double power = options_.negative_sampler == "in-batch" ? 1 : options_.popularity_exponent;
  std::vector<double> weight;
  for (const Id node : item) {
    const double count = double(propagation_->adj().length(node));
    weight.push_back(options_.negative_sampler == "uniform" ? 1 : count > 0 ? std::pow(count, power) : 0);
  }
  return {AliasSampler(weight), item};
}

// The loss when all scores are equal.
void LightGcnTrainer::set_baseline() {
  std::vector<float> zeros(std::size_t(options_.negatives)), gradients = zeros;
  GroupScores group{0, zeros, zeros, 0, gradients};
  dispatch(GroupLosses{}, "loss", options_.loss, [&]<class Loss>() {
    baseline_ = double(Loss{}.gradients(group, {float(options_.temperature), float(options_.margin), items_}));
  });
}

double LightGcnTrainer::epoch(std::size_t number) {
  std::vector<Rating> likes = likes_;
  Random(options_.seed, {kOrder, number}).shuffle(likes);
  const auto size = std::size_t(options_.batch_size);
  const std::size_t steps = (likes.size() + size - 1) / size;
  OptimizerStep optimizer_step{
      options_.optimizer, float(options_.lr * lr_factor(options_.lr_schedule, number, std::size_t(options_.epochs))),
      number * steps};
  double loss = 0;
  for (std::size_t begin = 0; begin < likes.size(); begin += size) {
    ++optimizer_step.step;
    loss += step(std::span(likes).subspan(begin, std::min(size, likes.size() - begin)), optimizer_step);
  }
  return loss / double(likes.size());
}

double LightGcnTrainer::step(std::span<const Rating> likes, const OptimizerStep& optimizer_step) {
  batch_->sample(likes, Random(options_.seed, {kStep, optimizer_step.step}));
  const Matrix& vectors = propagation_->forward(embeddings_, batch_->rows(), pool_);
  const double loss = batch_->backward(vectors, gradients_);
  update_embeddings(propagation_->backward(gradients_, batch_->rows(), pool_), optimizer_step);
  for (const Id row : batch_->rows()) std::ranges::fill(gradients_.row(row), 0.0f);
  return loss;
}

void LightGcnTrainer::update_embeddings(Matrix& gradients, const OptimizerStep& optimizer_step) {
  constexpr std::size_t kRows = 64;
  const std::vector<Id>& rows = batch_->rows();
  const std::size_t rank = embeddings_.rank(), stride = embeddings_.stride();
  parallel_for(pool_, rows.size(), [&](std::size_t n) {
    const float l2 = reg_[rows[n]] * batch_->weight(rows[n]);
    for (std::size_t k = 0; k < rank; ++k) gradients[rows[n]][k] += l2 * embeddings_[rows[n]][k];
  });
  pool_.run((embeddings_.rows() + kRows - 1) / kRows, [&](std::size_t chunk) {
    const Id first = Id(chunk * kRows);
    const std::size_t count = std::min(kRows, embeddings_.rows() - first);
    step_row(optimizer_step, {embeddings_[first], count * stride}, optimizer_state_.of(first), gradients[first]);
  });
}

bool LightGcnTrainer::write_to(Model& model) {
  const Matrix& vectors = propagation_->forward(embeddings_, pool_);
  const std::size_t rank = vectors.rank();
  Matrix users(users_, rank), items(items_, rank);
  parallel_for(pool_, node_.size(), [&](std::size_t n) {
    float* const to = n < users_ ? users[Id(n)] : items[Id(n - users_)];
    std::copy_n(vectors[node_[n]], rank, to);
  });
  if (options_.similarity == "cosine")
    for (Matrix* table : {&users, &items}) normalize_rows(*table, pool_);
  const bool finite = write_factor_rows(users, rank, rank, 1, model.users, pool_);
  return write_factor_rows(items, rank, rank, 1, model.items, pool_) && finite;
}

StateDict LightGcnTrainer::state() {
  StateDict dict = {{"embeddings", &embeddings_}};
  if (uses_squares(options_.optimizer)) dict.push_back({"squares", &optimizer_state_.squares});
  if (uses_moments(options_.optimizer)) dict.push_back({"moments", &optimizer_state_.moments});
  return dict;
}

}  // namespace kinfold
