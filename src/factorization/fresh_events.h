// What users did since their model was learned: the latest value of each user and item, for any number of readers and
// writers at once; and users' vectors that take it in.
//
// A user u whom training showed with a history H and the vector x_u, and who then brought F, is served with
//
//   x = x_u + fold(H + F) - fold(H)          a value of F stands for that of the same item in H
//
// with fold() the exact vector of a history, all else held fixed (factorization/fold_in.h). Where x_u is the exact
// vector of H, as alternating solvers leave it, that is the exact vector of all; where descent left it elsewhere, it
// moves by what is new alone. Of others x = fold(F). What the model's history shows with the same value is nothing new.
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

// A user as a model sees him with what is new.
struct FreshUser {
  FoldedUser vector;
  std::vector<Id> items;  // that are new
};

class FreshEvents {
 public:
  void add(std::span<const Event> events);
  std::size_t size() const;  // pairs of a user and an item

  // Null where nothing is new to the model. It is made once for each user, state of his and `generation` of the model.
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
    std::uint64_t version = 0;  // rises with each event
    // Of one model and one version.
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
