#include "data/bags.h"

namespace kinfold {

Bags transposed(const Bags& bags, std::size_t members) {
  Bags result;
  result.begin.assign(members + 1, 0);
  for (Id m : bags.member) ++result.begin[m + 1];
  for (std::size_t m = 0; m < members; ++m) result.begin[m + 1] += result.begin[m];
  std::vector<std::uint64_t> next(result.begin.begin(), result.begin.end() - 1);
  result.member.resize(bags.member.size());
  result.weight.resize(bags.member.size());
  for (Id row = 0; row < bags.size(); ++row)
    for (std::uint64_t n = bags.begin[row]; n < bags.begin[row + 1]; ++n) {
      const std::uint64_t at = next[bags.member[n]]++;
      result.member[at] = row;
      result.weight[at] = bags.weight[n];
    }
  return result;
}

}  // namespace kinfold
