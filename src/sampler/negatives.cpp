#include "sampler/negatives.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kinfold {

Negatives::Negatives(const Grid& grid, const std::string& sampling, double power) {
  const std::size_t items = grid.right_id.size(), users = grid.left_id.size();
  for (std::size_t b = 0; b <= grid.blocks; ++b) block_begin_.push_back(Id(block_begin(b, items, grid.blocks)));
  std::vector<double> weight(items, sampling == "uniform" ? 1 : 0);
  begin_.assign(users + 1, 0);
  for (const Rating& r : grid.rows) {
    if (sampling != "uniform") ++weight[r.right];
    ++begin_[r.left + 1];
  }
  if (sampling == "popular")
    for (double& w : weight) w = w > 0 ? std::pow(w, power) : 0;
  for (std::size_t u = 0; u < users; ++u) begin_[u + 1] += begin_[u];
  likes_.resize(grid.rows.size());
  std::vector<std::uint64_t> next(begin_.begin(), begin_.end() - 1);
  for (const Rating& r : grid.rows) likes_[next[r.left]++] = r.right;
  for (std::size_t u = 0; u < users; ++u)
    std::sort(likes_.begin() + std::ptrdiff_t(begin_[u]), likes_.begin() + std::ptrdiff_t(begin_[u + 1]));
  slots_.resize(items);
  probability_.resize(items);
  for (std::size_t b = 0; b < grid.blocks; ++b)
    make_slots(b, {weight.data() + block_begin_[b], weight.data() + block_begin_[b + 1]});
}

void Negatives::make_slots(std::size_t block, std::span<const double> weight) {
  const Id first = block_begin_[block];
  const double total = std::accumulate(weight.begin(), weight.end(), 0.0);
  std::vector<double> share;  // 1 on average
  std::vector<Id> small, large;
  for (Id at = 0; at < weight.size(); ++at) {
    share.push_back(total > 0 ? weight[at] / total * double(weight.size()) : 1);
    probability_[first + at] = float(share[at] / double(weight.size()));
    (share[at] < 1 ? small : large).push_back(at);
  }
  while (!small.empty() && !large.empty()) {
    const Id low = small.back(), high = large.back();
    small.pop_back();
    slots_[first + low] = {float(share[low]), first + high};
    share[high] -= 1 - share[low];
    if (share[high] < 1) {
      large.pop_back();
      small.push_back(high);
    }
  }
  for (const auto* rest : {&small, &large})
    for (Id at : *rest) slots_[first + at] = {1, first + at};
}

Id Negatives::draw(std::size_t block, Random& random) const {
  const std::uint64_t bits = random();
  const Id at = block_begin_[block] + Id(((bits >> 32) * block_size(block)) >> 32);
  const Slot& slot = slots_[at];
  return float(std::uint32_t(bits)) * 0x1p-32f < slot.keep ? at : slot.alias;
}

bool Negatives::liked(Id user, Id item) const {
  return std::binary_search(likes_.begin() + std::ptrdiff_t(begin_[user]),
                            likes_.begin() + std::ptrdiff_t(begin_[user + 1]), item);
}

}  // namespace kinfold
