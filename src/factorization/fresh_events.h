// Events that arrived after the model was trained, and user vectors that include them. Stores the latest value for each
// pair of a user and an item. Any number of threads may read and write.
//
// A user u with training history H, vector x_u and fresh events F is served with
//
//   x = x_u + fold(H + F) - fold(H)          a value in F replaces the value of the same item in H
//
// where fold() is the exact user vector for a history, with all else fixed (factorization/fold_in.h). If x_u is the
// exact solution for H, as after ALS, then x is the exact solution for H + F. After SGD, x_u moves only by the change
// that F causes. For unseen users x = fold(F). Events that repeat a value of the history are not fresh.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <shared_mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "factorization/item_ranker.h"

namespace kinfold {

struct Event {
  std::string user, item;
  float value = 1;
  double time = 0;  // seconds since 1970
};

// A user's vector that includes the fresh events.
struct FreshUser {
  FoldedUser vector;
  std::vector<Id> items;  // items of the fresh events
};

class FreshEvents {
 public:
  void add(std::span<const Event> events);
  std::size_t size() const;  // number of pairs of a user and an item

  // Returns null if the user has no fresh events. The result is cached until the user has new events or `generation`,
  // the number of the loaded model, changes.
  std::shared_ptr<const FreshUser> find(const ItemRanker& ranker, std::uint64_t generation,
                                        const std::string& user) const;

 private:
  struct LatestValue {
    std::string item;
    float value;
    double time;
  };
  struct User {
    std::vector<LatestValue> events;
    std::uint64_t version = 0;  // increases with each event
    // The cached result is for this generation of the model and this version of the events.
    mutable std::uint64_t generation = 0, cached_version = 0;
    mutable std::shared_ptr<const FreshUser> cached;
  };
  struct Shard {
    mutable std::shared_mutex mutex;
    std::unordered_map<std::string, User> users;
    std::size_t events = 0;
  };
  Shard& shard_of(const std::string& user) const { return shards_[std::hash<std::string>()(user) % shards_.size()]; }

  mutable std::array<Shard, 64> shards_;
};

}  // namespace kinfold
