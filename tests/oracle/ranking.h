// Reference for the ranking metrics: sorts all scores in double precision. With ties, takes the mean over all orders of
// the items that agree with the scores.
#pragma once
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

namespace kinfold::oracle {

using Metrics = std::map<std::string, double>;

inline Metrics of_order(const std::vector<std::size_t>& order, const std::set<std::size_t>& relevant, std::size_t k) {
  double hits = 0, gain = 0, ideal = 0, precision = 0, first = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i < std::min(k, relevant.size())) ideal += 1 / std::log2(double(i) + 2);
    if (!relevant.contains(order[i])) continue;
    if (first == 0) first = double(i) + 1;
    if (i >= k) continue;
    hits += 1;
    gain += 1 / std::log2(double(i) + 2);
    precision += hits / double(i + 1);
  }
  const double capped = double(std::min(k, relevant.size()));
  return {{"precision", hits / double(k)},
          {"recall", hits / double(relevant.size())},
          {"recall_capped", hits / capped},
          {"ndcg", gain / ideal},
          {"map", precision / capped},
          {"hit_rate", hits > 0},
          {"rank", first}};
}

inline Metrics ranking(const std::vector<double>& scores, const std::set<std::size_t>& relevant, std::size_t k) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), 0);
  const auto agrees = [&] {
    return std::ranges::is_sorted(order, std::greater{}, [&](std::size_t i) { return scores[i]; });
  };
  Metrics sum;
  double orders = 0;
  const auto add = [&] {
    for (const auto& [name, value] : of_order(order, relevant, k)) sum[name] += value;
    orders += 1;
  };
  if (std::set<double>(scores.begin(), scores.end()).size() == scores.size()) {
    std::ranges::sort(order, std::greater{}, [&](std::size_t i) { return scores[i]; });
    add();
  } else {
    do
      if (agrees()) add();
    while (std::ranges::next_permutation(order).found);
  }
  for (auto& [name, value] : sum) value /= orders;
  sum["mrr"] = 1 / sum["rank"];
  sum.erase("rank");
  return sum;
}

}  // namespace kinfold::oracle
