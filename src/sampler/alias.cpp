#include "sampler/alias.h"

#include <numeric>

namespace kinfold {

AliasSampler::AliasSampler(std::span<const double> weight) : slots_(weight.size()), probability_(weight.size()) {
  const double total = std::accumulate(weight.begin(), weight.end(), 0.0);
  std::vector<double> share;  // 1 on average
  std::vector<Id> small, large;
  for (Id at = 0; at < weight.size(); ++at) {
    share.push_back(total > 0 ? weight[at] / total * double(weight.size()) : 1);
    probability_[at] = float(share[at] / double(weight.size()));
    (share[at] < 1 ? small : large).push_back(at);
  }
  while (!small.empty() && !large.empty()) {
    const Id low = small.back(), high = large.back();
    small.pop_back();
    slots_[low] = {float(share[low]), high};
    share[high] -= 1 - share[low];
    if (share[high] < 1) {
      large.pop_back();
      small.push_back(high);
    }
  }
  for (const auto* rest : {&small, &large})
    for (const Id at : *rest) slots_[at] = {1, at};
}

}  // namespace kinfold
