#include "train/light_gcn.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/random.h"
#include "graph/propagate.h"
#include "train/publish.h"
#include "train/registry.h"

namespace kinfold {
namespace {

enum Stream : std::uint64_t { kUsers = 11, kItems = 12, kOrder = 61, kStep = 62 };

LikeRule rule_of(const Options& options, std::size_t items) {
  LikeRule rule;
  rule.loss = options.loss;
  rule.setting = {float(options.temperature), float(options.margin), items};
  rule.negatives = std::size_t(options.negatives);
  rule.shared = options.loss == Softmax::name;
  rule.corrected = rule.shared && options.log_q && options.sampling != "uniform";
  rule.cosine = options.cosine;
  return rule;
}

}  // namespace

LightGcn::LightGcn(Lesson lesson, const Options& options)
    : options_(options), pool_(std::size_t(options.threads)), users_(lesson.users), items_(lesson.items) {
  if (!lesson.user_traits.empty() || !lesson.item_traits.empty())
    throw UsageError("solver lightgcn knows likes alone, no histories, raters or features", "--solver lightgcn",
                     "leave them out, or use --solver ials or sgd");
  for (const Rating& r : lesson.rows)
    likes_.push_back({r.left, Id(users_ + r.right), weight_of_like(r.value, lesson.facts.mean, options.confidence)});
  place(likes_);
  start();
  draws_.emplace(item_draws());
  batch_.emplace(mean_->mix(), *draws_, rule_of(options, items_), pool_);
  set_baseline();
}

// Nodes in the order of a walk over the graph, users before items.
void LightGcn::place(std::vector<Rating> links) {
  const std::size_t nodes = users_ + items_;
  node_.resize(nodes);
  Id user = 0, item = Id(users_);
  for (const Id node : breadth_first(two_sided_mix(links, nodes))) node_[node] = node < users_ ? user++ : item++;
  for (Rating& like : likes_) like.left = node_[like.left], like.right = node_[like.right];
  mean_.emplace(two_sided_mix(likes_, nodes), std::size_t(options_.layers), options_.half);
}

// Rows that no like shows stay zero.
void LightGcn::start() {
  start_ = Table(node_.size(), std::size_t(options_.rank));
  slopes_ = Table(start_.rows(), start_.rank());
  memory_ = EntryState(options_.update, start_.rows(), start_.rank());
  strength_.resize(node_.size());
  for (std::size_t n = 0; n < node_.size(); ++n) {
    const bool user = n < users_;
    strength_[node_[n]] = float(options_.strength * (user ? options_.user_factor : options_.item_factor));
    if (mean_->mix().length(node_[n]) == 0) continue;
    Random random(options_.seed, {user ? kUsers : kItems, user ? n : n - users_});
    for (float& x : start_.row(node_[n])) x = float(options_.init * random.normal());
  }
}

// Items are drawn alike, or by a power of how often they are liked.
ItemDraws LightGcn::item_draws() const {
  const std::vector<Id> item(node_.begin() + std::ptrdiff_t(users_), node_.end());
  const double power = options_.sampling == "batch" ? 1 : options_.popularity_power;
  std::vector<double> weight;
  for (const Id node : item) {
    const double count = double(mean_->mix().length(node));
    weight.push_back(options_.sampling == "uniform" ? 1 : count > 0 ? std::pow(count, power) : 0);
  }
  return {Alias(weight), item};
}

// Knowing nothing, all scores are alike.
void LightGcn::set_baseline() {
  std::vector<float> zeros(std::size_t(options_.negatives)), slopes = zeros;
  GroupScores group{0, zeros, zeros, 0, slopes};
  with_choice(GroupLosses{}, "loss", options_.loss, [&]<class Loss>() {
    baseline_ = double(Loss{}.slopes(group, {float(options_.temperature), float(options_.margin), items_}));
  });
}

double LightGcn::epoch(std::size_t number) {
  std::vector<Rating> likes = likes_;
  Random(options_.seed, {kOrder, number}).shuffle(likes);
  const auto size = std::size_t(options_.batch);
  const std::size_t steps = (likes.size() + size - 1) / size;
  EntryRule rule{options_.update,
                 float(options_.rate * rate_share(options_.decay, number, std::size_t(options_.epochs))),
                 number * steps};
  double loss = 0;
  for (std::size_t begin = 0; begin < likes.size(); begin += size) {
    ++rule.step;
    loss += step(std::span(likes).subspan(begin, std::min(size, likes.size() - begin)), rule);
  }
  return loss / double(likes.size());
}

double LightGcn::step(std::span<const Rating> likes, const EntryRule& rule) {
  batch_->draw(likes, Random(options_.seed, {kStep, rule.step}));
  const Table& vectors = mean_->forward(start_, batch_->rows(), pool_);
  const double loss = batch_->differentiate(vectors, slopes_);
  move(mean_->backward(slopes_, batch_->rows(), pool_), rule);
  for (const Id row : batch_->rows()) std::ranges::fill(slopes_.row(row), 0.0f);
  return loss;
}

void LightGcn::move(Table& slopes, const EntryRule& rule) {
  constexpr std::size_t kRows = 64;
  const std::vector<Id>& rows = batch_->rows();
  const std::size_t rank = start_.rank(), stride = start_.stride();
  in_chunks(pool_, rows.size(), [&](std::size_t n) {
    const float pull = strength_[rows[n]] * batch_->weight(rows[n]);
    for (std::size_t k = 0; k < rank; ++k) slopes[rows[n]][k] += pull * start_[rows[n]][k];
  });
  pool_.run((start_.rows() + kRows - 1) / kRows, [&](std::size_t chunk) {
    const Id first = Id(chunk * kRows);
    const std::size_t count = std::min(kRows, start_.rows() - first);
    move_row(rule, {start_[first], count * stride}, memory_.of(first), slopes[first]);
  });
}

bool LightGcn::publish(Model& model) {
  const Table& vectors = mean_->forward(start_, pool_);
  const std::size_t rank = vectors.rank();
  Table users(users_, rank), items(items_, rank);
  in_chunks(pool_, node_.size(), [&](std::size_t n) {
    float* const to = n < users_ ? users[Id(n)] : items[Id(n - users_)];
    std::copy_n(vectors[node_[n]], rank, to);
  });
  if (options_.cosine)
    for (Table* table : {&users, &items}) normalize_rows(*table, pool_);
  const bool finite = publish_rows(users, rank, rank, 1, model.users, pool_);
  return publish_rows(items, rank, rank, 1, model.items, pool_) && finite;
}

Parts LightGcn::state() {
  Parts parts = {{"start", &start_}};
  if (keeps_squares(options_.update)) parts.push_back({"squares", &memory_.squares});
  if (keeps_moments(options_.update)) parts.push_back({"moments", &memory_.moments});
  return parts;
}

}  // namespace kinfold
