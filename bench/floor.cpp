// Measures the machine's limits and prints JSON: memory bandwidth by the triad a = b + s * c over arrays that no cache
// holds, and float32 multiply-adds by independent chains in registers, on one and on all threads.
#include <fmt/format.h>
#include <hwy/highway.h>

#include <chrono>
#include <functional>
#include <vector>

#include "core/pool.h"
#include "core/vector.h"

namespace {

using namespace kinfold;

double best_seconds(const std::function<void()>& work) {
  double best = 1e9;
  for (int i = 0; i < 7; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return best;
}

double triad_gigabytes(std::size_t threads) {
  constexpr std::size_t kCount = 1 << 26;  // floats, 256 MiB each
  static std::vector<float> a(kCount), b(kCount, 1), c(kCount, 2);
  Pool pool(threads);
  const std::size_t part = kCount / threads;
  const double seconds = best_seconds([&] {
    pool.run(threads, [&](std::size_t t) {
      for (std::size_t i = t * part; i < (t + 1) * part; ++i) a[i] = b[i] + 3 * c[i];
    });
  });
  return 3.0 * kCount * sizeof(float) / seconds / 1e9;
}

// `kChains` independent multiply-adds a round; inlined into functions that may use the wide registers.
template <class Wide, int kChains>
__attribute__((always_inline)) inline float chains(std::size_t rounds) {
  Wide x[kChains];
  for (int i = 0; i < kChains; ++i) x[i] = Wide{} + float(i);
  const Wide scale = Wide{} + 0.999f, add = Wide{} + 0.001f;
  for (std::size_t r = 0; r < rounds; ++r)
    for (auto& v : x) v = v * scale + add;
  Wide sum = Wide{};
  for (const auto& v : x) sum += v;
  return sum[0];
}

typedef float Wide512 __attribute__((vector_size(64)));
typedef float Wide256 __attribute__((vector_size(32)));
__attribute__((target("avx512f"))) float chains_512(std::size_t rounds) { return chains<Wide512, 16>(rounds); }
__attribute__((target("avx2,fma"))) float chains_256(std::size_t rounds) { return chains<Wide256, 12>(rounds); }

double fma_gigaflops(std::size_t threads) {
  const bool wide = __builtin_cpu_supports("avx512f");
  constexpr std::size_t kRounds = 20'000'000;
  Pool pool(threads);
  std::vector<float> sink(threads);
  const double seconds = best_seconds(
      [&] { pool.run(threads, [&](std::size_t t) { sink[t] = wide ? chains_512(kRounds) : chains_256(kRounds); }); });
  volatile float keep = sink[0];
  (void)keep;
  return 2.0 * kRounds * double(threads) * (wide ? 16 * 16 : 8 * 12) / seconds / 1e9;
}

}  // namespace

int main() {
  const std::size_t all = std::max(1u, std::thread::hardware_concurrency());
  fmt::print(
      "{{\"instruction_set\": \"{}\", \"threads\": {}, \"triad_gb_s\": [{:.1f}, {:.1f}], \"fma_gflop_s\": [{:.0f}, "
      "{:.0f}]}}\n",
      instruction_set(), all, triad_gigabytes(1), triad_gigabytes(all), fma_gigaflops(1), fma_gigaflops(all));
}
