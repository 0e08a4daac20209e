#include "train/trait_means.h"

#include <algorithm>
#include <numeric>

namespace kinfold {
namespace {

constexpr int kSteps = 3;  // of conjugate gradients at each fit; the next one goes on from there

// The kinds of traits, each with a strength of its own; the kind is what stands before '=' in a trait's id.
enum Group : std::uint8_t { kHistory, kFeature, kOwner, kEveryone };

std::uint8_t group_of(std::string_view id) {
  if (id.starts_with(kHistoryTrait)) return kHistory;
  if (id == kCommonTrait) return kEveryone;
  return id.starts_with(kOwnTrait) ? kOwner : kFeature;
}

Bags reordered(const Bags& bags, std::span<const Id> row_id) {
  Bags result;
  for (Id id : row_id) {
    for (std::uint64_t n = bags.begin[id]; n < bags.begin[id + 1]; ++n) result.add(bags.member[n], bags.weight[n]);
    result.close();
  }
  return result;
}

}  // namespace

TraitMeans::TraitMeans(const Traits& traits, std::span<const Id> row_id, std::size_t rank, const Options& options)
    : strength_{float(options.history_strength), float(options.feature_strength), float(options.time_strength), 0} {
  if (traits.empty()) return;
  bags_ = row_id.empty() ? traits.bags : reordered(traits.bags, row_id);
  members_ = transposed(bags_, traits.ids.size());
  vectors_ = Table(traits.ids.size(), rank);
  means_ = Table(bags_.size(), rank);
  for (Id k = 0; k < traits.ids.size(); ++k) group_.push_back(group_of(traits.ids[k]));
}

void TraitMeans::fit(const Table& rows, std::span<const float> mass, Pool& pool) {
  const double total = std::accumulate(mass.begin(), mass.end(), 0.0);
  const auto shown = std::ranges::count_if(mass, [](float m) { return m > 0; });
  if (!(total > 0)) return;
  std::vector<float> ridge;
  for (float strength : strength_)
    ridge.insert(ridge.end(), vectors_.stride(), float(strength * total / double(shown)));
  regress({&bags_, &members_, mass, group_, ridge}, rows, vectors_, kSteps, pool);
  renew(pool);
}

}  // namespace kinfold
