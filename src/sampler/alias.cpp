#include "sampler/alias.h"

#include <numeric>

namespace kinfold {

AliasSampler::AliasSampler(std::span<const double> weight) : slots_(weight.size()), probability_(weight.size()) {
  const double total = std::accumulate(weight.begin(), weight.end(), 0.0);
  std::vector<double> scaled;  // weights with mean 1
  std::vector<Id> small, large;
  for (Id at = 0; at < weight.size(); ++at) {
    scaled.push_back(total > 0 ? weight[at] / total * double(weight.size()) : 1);
    probability_[at] = float(scaled[at] / double(weight.size()));
    (scaled[at] < 1 ? small : large).push_back(at);
  }
  while (!small.empty() && !large.empty()) {
    const Id low = small.back(), high = large.back();
    small.pop_back();
    slots_[low] = {float(scaled[low]), high};
    scaled[high] -= 1 - scaled[low];
    if (scaled[high] < 1) {
      large.pop_back();
      small.push_back(high);
    }
  }
  for (const auto* remaining : {&small, &large})
    for (const Id at : *remaining) slots_[at] = {1, at};
}

}  // namespace kinfold
