#include "graph/propagate.h"

#include <hwy/cache_control.h>

#include <algorithm>
#include <numeric>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "graph/propagate.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Numbers [k, k + kVectors * lanes) of a row of the result.
template <std::size_t kVectors>
HWY_INLINE void MixTile(const Sparse& table, std::size_t row, const Table& in, const Blend& blend, Id to, std::size_t k,
                        float* HWY_RESTRICT out) {
  constexpr std::uint64_t kAhead = 6;
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  hn::Vec<decltype(d)> sums[kVectors];
  for (auto& sum : sums) sum = hn::Zero(d);
  const std::uint64_t end = table.begin[row + 1];
  for (std::uint64_t at = table.begin[row]; at < end; ++at) {
    // Beyond the row's own neighbours are those of the next one.
    if (at + kAhead < table.column.size()) {
      const float* const next = in[table.column[at + kAhead]] + k;
      for (std::size_t v = 0; v < kVectors; ++v) hwy::Prefetch(next + v * lanes);
    }
    const float* HWY_RESTRICT from = in[table.column[at]] + k;
    const auto weight = hn::Set(d, table.value[at]);
    for (std::size_t v = 0; v < kVectors; ++v) sums[v] = hn::MulAdd(weight, hn::LoadU(d, from + v * lanes), sums[v]);
  }
  const auto mixed = hn::Set(d, blend.mixed), kept = hn::Set(d, blend.kept);
  const float* const other = blend.other ? (*blend.other)[to] + k : nullptr;
  for (std::size_t v = 0; v < kVectors; ++v) {
    auto sum = hn::Mul(mixed, sums[v]);
    if (other) sum = hn::MulAdd(kept, hn::LoadU(d, other + v * lanes), sum);
    hn::StoreU(sum, d, out + k + v * lanes);
  }
}

// Row first + n of the table makes row to[n] of the result, or first + n where `to` is null.
void MixRows(const Sparse& table, std::size_t first, std::size_t last, const Id* to, const Table& in,
             const Blend& blend, Table& out) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t row = first; row < last; ++row) {
    const Id at = to ? to[row - first] : Id(row);
    float* const sum = out[at];
    std::size_t k = 0;
    for (; k + 8 * lanes <= in.stride(); k += 8 * lanes) MixTile<8>(table, row, in, blend, at, k, sum);
    for (; k + 4 * lanes <= in.stride(); k += 4 * lanes) MixTile<4>(table, row, in, blend, at, k, sum);
    for (; k + 2 * lanes <= in.stride(); k += 2 * lanes) MixTile<2>(table, row, in, blend, at, k, sum);
    for (; k < in.stride(); k += lanes) MixTile<1>(table, row, in, blend, at, k, sum);
  }
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(MixRows);

namespace {

constexpr std::size_t kRows = 256;

// The cells that a chunk needs stand one after the other here, so that what is fetched ahead is needed too.
struct Part {
  Sparse table;
  std::vector<Id> to;
};

Part& emptied() {
  thread_local Part part;
  part.table.begin.assign(1, 0);
  part.table.column.clear();
  part.table.value.clear();
  part.to.clear();
  return part;
}

void mix(const Part& part, const Table& in, const Blend& blend, Table& out) {
  HWY_DYNAMIC_DISPATCH(MixRows)(part.table, 0, part.to.size(), part.to.data(), in, blend, out);
}

}  // namespace

void propagate(const Sparse& table, const Table& in, Table& out, Pool& pool, const Blend& blend) {
  out.shape(table.rows(), in.rank());
  pool.run((table.rows() + kRows - 1) / kRows, [&](std::size_t chunk) {
    HWY_DYNAMIC_DISPATCH(MixRows)
    (table, chunk * kRows, std::min(table.rows(), (chunk + 1) * kRows), nullptr, in, blend, out);
  });
}

void propagate_to(std::span<const Id> rows, const Sparse& table, const Table& in, Table& out, Pool& pool,
                  const Blend& blend) {
  constexpr std::size_t kFew = 64;  // rows that a step asks for may be the long ones
  out.shape(table.rows(), in.rank());
  pool.run((rows.size() + kFew - 1) / kFew, [&](std::size_t chunk) {
    Part& part = emptied();
    for (std::size_t n = chunk * kFew; n < std::min(rows.size(), (chunk + 1) * kFew); ++n) {
      const auto columns = table.columns_of(rows[n]);
      const auto values = table.values_of(rows[n]);
      part.table.column.insert(part.table.column.end(), columns.begin(), columns.end());
      part.table.value.insert(part.table.value.end(), values.begin(), values.end());
      part.table.close();
      part.to.push_back(rows[n]);
    }
    mix(part, in, blend, out);
  });
}

void propagate_from(std::span<const std::uint8_t> given, const Sparse& table, const Table& in, Table& out, Pool& pool,
                    const Blend& blend) {
  out.shape(table.rows(), in.rank());
  pool.run((table.rows() + kRows - 1) / kRows, [&](std::size_t chunk) {
    Part& part = emptied();
    const std::size_t first = chunk * kRows, last = std::min(table.rows(), first + kRows);
    std::size_t count = 0;
    part.table.column.resize(table.begin[last] - table.begin[first]);
    part.table.value.resize(part.table.column.size());
    for (std::size_t row = first; row < last; ++row) {
      for (std::uint64_t at = table.begin[row]; at < table.begin[row + 1]; ++at) {
        part.table.column[count] = table.column[at];
        part.table.value[count] = table.value[at];
        count += given[table.column[at]];
      }
      part.table.begin.push_back(count);
      part.to.push_back(Id(row));
    }
    part.table.column.resize(count);
    mix(part, in, blend, out);
  });
}

std::vector<Id> breadth_first(const Sparse& table) {
  const auto fewer = [&](Id a, Id b) { return table.length(a) < table.length(b); };
  std::vector<Id> starts(table.rows()), order;
  std::iota(starts.begin(), starts.end(), Id{0});
  std::ranges::stable_sort(starts, fewer);
  std::vector<std::uint8_t> seen(table.rows());
  for (const Id start : starts) {
    if (seen[start]) continue;
    seen[start] = 1;
    order.push_back(start);
    for (std::size_t at = order.size() - 1; at < order.size(); ++at) {
      const std::size_t first = order.size();
      for (const Id node : table.columns_of(order[at]))
        if (!std::exchange(seen[node], std::uint8_t{1})) order.push_back(node);
      std::ranges::stable_sort(order.begin() + std::ptrdiff_t(first), order.end(), fewer);
    }
  }
  return order;
}

}  // namespace kinfold
#endif
