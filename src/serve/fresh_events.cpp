#include "serve/fresh_events.h"

#include <algorithm>
#include <mutex>

namespace kinfold {
namespace {

// An event as the model's task takes it; false where it tells nothing, as a like that counts nothing.
bool to_taste(const Model& model, Id item, float value, Taste& taste) {
  taste = {item, model.task == "votes" ? float(value > 0) : value};
  return model.task != "likes" || value > 0;
}

std::vector<Taste> history_of(const Model& model, Id user) {
  std::vector<Taste> tastes;
  for (std::uint64_t at = model.history.begin[user]; at < model.history.begin[user + 1]; ++at)
    tastes.push_back({model.history.item[at], model.history.value[at]});
  std::ranges::stable_sort(tastes, {}, &Taste::item);
  return tastes;
}

// `all` takes the fresh ones in, by rising item; true where one was not there, or of another value.
bool take_in(std::vector<Taste>& all, const Taste& fresh) {
  const auto at = std::ranges::lower_bound(all, fresh.item, {}, &Taste::item);
  if (at == all.end() || at->item != fresh.item) return all.insert(at, fresh), true;
  if (at->value == fresh.value) return false;
  at->value = fresh.value;
  return true;
}

FoldedUser moved(const ItemRanker& ranker, Id user, const std::vector<Taste>& before, const std::vector<Taste>& after) {
  const Model& model = ranker.model();
  FoldedUser result = ranker.fold_in()(after);
  if (before.empty()) return result;
  const FoldedUser old = ranker.fold_in()(before);
  for (std::size_t k = 0; k < model.rank(); ++k) result.vector[0][k] += model.users.factors[user][k] - old.vector[0][k];
  result.bias += model.users.heads[user].bias - old.bias;
  return result;
}

}  // namespace

void FreshEvents::add(std::span<const Event> events) {
  for (const Event& event : events) {
    Part& part = part_of(event.user);
    const std::unique_lock lock(part.mutex);
    User& user = part.users[event.user];
    ++user.version;
    const auto known = std::ranges::find(user.events, event.item, &Known::item);
    if (known == user.events.end()) {
      user.events.push_back({event.item, event.value, event.time});
      ++part.events;
    } else if (event.time >= known->time) {
      known->value = event.value;
      known->time = event.time;
    }
  }
}

std::size_t FreshEvents::size() const {
  std::size_t count = 0;
  for (const Part& part : parts_) {
    const std::shared_lock lock(part.mutex);
    count += part.events;
  }
  return count;
}

std::shared_ptr<const FreshUser> FreshEvents::find(const ItemRanker& ranker, std::uint64_t generation,
                                                   const std::string& id) const {
  const Model& model = ranker.model();
  Part& part = part_of(id);
  std::vector<Known> events;
  std::uint64_t version = 0;
  {
    const std::shared_lock lock(part.mutex);
    const auto found = part.users.find(id);
    if (found == part.users.end()) return nullptr;
    const User& user = found->second;
    if (user.generation == generation && user.made_of == user.version) return user.made;
    events = user.events;
    version = user.version;
  }
  const auto row = model.user_ids.find(id);
  const std::vector<Taste> before = row ? history_of(model, *row) : std::vector<Taste>();
  std::vector<Taste> after = before;
  auto fresh = std::make_shared<FreshUser>();
  for (const Known& event : events) {
    const auto item = model.item_ids.find(event.item);
    Taste taste;
    if (item && to_taste(model, *item, event.value, taste) && take_in(after, taste)) fresh->items.push_back(*item);
  }
  if (fresh->items.empty())
    fresh.reset();
  else
    fresh->vector = moved(ranker, row.value_or(0), before, after);
  const std::unique_lock lock(part.mutex);
  const User& user = part.users[id];
  if (user.version == version) {
    user.generation = generation;
    user.made_of = version;
    user.made = fresh;
  }
  return fresh;
}

}  // namespace kinfold
