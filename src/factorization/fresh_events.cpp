#include "factorization/fresh_events.h"

#include <algorithm>
#include <mutex>

namespace kinfold {
namespace {

// Converts an event to a rating of the model's task. Returns false for a like of weight 0.
bool to_rating(const Model& model, Id item, float value, UserRating& rating) {
  rating = {item, model.task == "votes" ? float(value > 0) : value};
  return model.task != "likes" || value > 0;
}

std::vector<UserRating> history_of(const Model& model, Id user) {
  std::vector<UserRating> ratings;
  for (std::uint64_t at = model.history.begin[user]; at < model.history.begin[user + 1]; ++at)
    ratings.push_back({model.history.item[at], model.history.value[at]});
  std::ranges::stable_sort(ratings, {}, &UserRating::item);
  return ratings;
}

// Inserts a rating into a list that is sorted by item, or replaces its value. Returns false if nothing changed.
bool upsert(std::vector<UserRating>& ratings, const UserRating& fresh) {
  const auto at = std::ranges::lower_bound(ratings, fresh.item, {}, &UserRating::item);
  if (at == ratings.end() || at->item != fresh.item) return ratings.insert(at, fresh), true;
  if (at->value == fresh.value) return false;
  at->value = fresh.value;
  return true;
}

FoldedUser updated_user(const ItemRanker& ranker, Id user, const std::vector<UserRating>& before,
                        const std::vector<UserRating>& after) {
  const Model& model = ranker.model();
  FoldedUser result = ranker.fold_in()(after);
  if (before.empty()) return result;
  const FoldedUser folded_before = ranker.fold_in()(before);
  for (std::size_t k = 0; k < model.rank(); ++k)
    result.vector[0][k] += model.users.factors[user][k] - folded_before.vector[0][k];
  result.bias += model.users.bias_and_reg[user].bias - folded_before.bias;
  return result;
}

}  // namespace

void FreshEvents::add(std::span<const Event> events) {
  for (const Event& event : events) {
    Shard& shard = shard_of(event.user);
    const std::unique_lock lock(shard.mutex);
    User& user = shard.users[event.user];
    ++user.version;
    const auto existing = std::ranges::find(user.events, event.item, &LatestValue::item);
    if (existing == user.events.end()) {
      user.events.push_back({event.item, event.value, event.time});
      ++shard.events;
    } else if (event.time >= existing->time) {
      existing->value = event.value;
      existing->time = event.time;
    }
  }
}

std::size_t FreshEvents::size() const {
  std::size_t count = 0;
  for (const Shard& shard : shards_) {
    const std::shared_lock lock(shard.mutex);
    count += shard.events;
  }
  return count;
}

std::shared_ptr<const FreshUser> FreshEvents::find(const ItemRanker& ranker, std::uint64_t generation,
                                                   const std::string& id) const {
  const Model& model = ranker.model();
  Shard& shard = shard_of(id);
  std::vector<LatestValue> events;
  std::uint64_t version = 0;
  {
    const std::shared_lock lock(shard.mutex);
    const auto found = shard.users.find(id);
    if (found == shard.users.end()) return nullptr;
    const User& user = found->second;
    if (user.generation == generation && user.cached_version == user.version) return user.cached;
    events = user.events;
    version = user.version;
  }
  const auto row = model.user_ids.find(id);
  const std::vector<UserRating> before = row ? history_of(model, *row) : std::vector<UserRating>();
  std::vector<UserRating> after = before;
  auto fresh = std::make_shared<FreshUser>();
  for (const LatestValue& event : events) {
    const auto item = model.item_ids.find(event.item);
    UserRating rating;
    if (item && to_rating(model, *item, event.value, rating) && upsert(after, rating)) fresh->items.push_back(*item);
  }
  if (fresh->items.empty())
    fresh.reset();
  else
    fresh->vector = updated_user(ranker, row.value_or(0), before, after);
  const std::unique_lock lock(shard.mutex);
  const User& user = shard.users[id];
  if (user.version == version) {
    user.generation = generation;
    user.cached_version = version;
    user.cached = fresh;
  }
  return fresh;
}

}  // namespace kinfold
