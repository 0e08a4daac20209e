// Random numbers. A seed and a few stream numbers select a stream, so that each part of a run has its own stream and
// can be repeated alone.
#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <numbers>
#include <numeric>
#include <utility>
#include <vector>

namespace kinfold {

// SplitMix64 (Steele, Lea, Flood 2014). Gives the same numbers on every machine.
class Random {
 public:
  using result_type = std::uint64_t;

  explicit Random(std::uint64_t seed, std::initializer_list<std::uint64_t> stream = {}) : state_(seed) {
    for (std::uint64_t part : stream) state_ = (*this)() ^ (part * 0xd1342543de82ef95u);
  }

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return ~result_type{0}; }

  result_type operator()() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

  double uniform() { return double((*this)() >> 11) * 0x1p-53; }  // [0, 1)

  // Uniform in [0, n), by Lemire's multiply-shift. The bias is below n / 2^64.
  std::uint64_t below(std::uint64_t n) {
    __extension__ using Wide = unsigned __int128;
    return std::uint64_t((Wide((*this)()) * n) >> 64);
  }

  // Standard normal, by Box-Muller; uses one number of the pair.
  double normal() {
    const double radius = std::sqrt(-2 * std::log1p(-uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

  // Fisher-Yates shuffle.
  template <class Range>
  void shuffle(Range&& values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

  std::vector<std::uint32_t> permutation(std::size_t count) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0u);
    shuffle(order);
    return order;
  }

 private:
  std::uint64_t state_;
};

}  // namespace kinfold
