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

using Floats = hn::ScalableTag<float>;

HWY_INLINE auto LoadRow(Floats d, const float* from) { return hn::LoadU(d, from); }
HWY_INLINE auto LoadRow(Floats d, const Half* from) {
  const hn::RebindToUnsigned<Floats> whole;
  const hn::Rebind<Half, Floats> half;
  return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(whole, hn::LoadU(half, from))));
}
template <class V>
HWY_INLINE void StoreRow(V sum, Floats d, float* to) {
  hn::StoreU(sum, d, to);
}
// To the nearest, ties to even.
template <class V>
HWY_INLINE void StoreRow(V sum, Floats, Half* to) {
  const hn::RebindToUnsigned<Floats> whole;
  const hn::RebindToSigned<Floats> whole_signed;
  const hn::Rebind<Half, Floats> half;
  const auto bits = hn::BitCast(whole, sum);
  const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(whole, 1));
  const auto upper = hn::ShiftRight<16>(hn::Add(bits, hn::Add(odd, hn::Set(whole, 0x7fff))));
  hn::StoreU(hn::DemoteTo(half, hn::BitCast(whole_signed, upper)), half, to);
}

// A chunk's rows of the sparse table, and which row of the result each makes; null: the same.
struct Chunk {
  const Sparse& table;
  std::size_t first, last;
  const Id* to;
};

// Numbers [k, k + kVectors * lanes) of a row of the result.
template <std::size_t kVectors, class In, class Out>
HWY_INLINE void MixTile(const Sparse& table, std::size_t row, const In& in, const Blend& blend, Id to, std::size_t k,
                        Out& out) {
  constexpr std::uint64_t kAhead = 6;
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  hn::Vec<Floats> sums[kVectors];
  for (auto& sum : sums) sum = hn::Zero(d);
  const std::uint64_t end = table.begin[row + 1];
  for (std::uint64_t at = table.begin[row]; at < end; ++at) {
    // Beyond the row's own neighbours are those of the next one.
    if (at + kAhead < table.column.size()) {
      const auto* const next = in[table.column[at + kAhead]] + k;
      const std::size_t step = 64 / sizeof *next;
      for (std::size_t n = 0; n < kVectors * lanes; n += step) hwy::Prefetch(next + n);
    }
    const auto* HWY_RESTRICT from = in[table.column[at]] + k;
    const auto weight = hn::Set(d, table.value[at]);
    for (std::size_t v = 0; v < kVectors; ++v) sums[v] = hn::MulAdd(weight, LoadRow(d, from + v * lanes), sums[v]);
  }
  const auto mixed = hn::Set(d, blend.mixed), kept = hn::Set(d, blend.kept);
  const float* const other = blend.other ? (*blend.other)[to] + k : nullptr;
  for (std::size_t v = 0; v < kVectors; ++v) {
    auto sum = hn::Mul(mixed, sums[v]);
    if (other) sum = hn::MulAdd(kept, hn::LoadU(d, other + v * lanes), sum);
    StoreRow(sum, d, out[to] + k + v * lanes);
  }
}

template <class In, class Out>
void MixAll(const Chunk& chunk, const In& in, const Blend& blend, Out& out) {
  const std::size_t lanes = hn::Lanes(Floats());
  for (std::size_t row = chunk.first; row < chunk.last; ++row) {
    const Id to = chunk.to ? chunk.to[row - chunk.first] : Id(row);
    std::size_t k = 0;
    for (; k + 8 * lanes <= in.stride(); k += 8 * lanes) MixTile<8>(chunk.table, row, in, blend, to, k, out);
    for (; k + 4 * lanes <= in.stride(); k += 4 * lanes) MixTile<4>(chunk.table, row, in, blend, to, k, out);
    for (; k + 2 * lanes <= in.stride(); k += 2 * lanes) MixTile<2>(chunk.table, row, in, blend, to, k, out);
    for (; k < in.stride(); k += lanes) MixTile<1>(chunk.table, row, in, blend, to, k, out);
  }
}

void MixRows(const Sparse& table, std::size_t first, std::size_t last, const Id* to, RowsIn in, const Blend& blend,
             RowsOut out) {
  const Chunk chunk{table, first, last, to};
  if (in.table)
    out.table ? MixAll(chunk, *in.table, blend, *out.table) : MixAll(chunk, *in.table, blend, *out.halves);
  else
    out.table ? MixAll(chunk, *in.halves, blend, *out.table) : MixAll(chunk, *in.halves, blend, *out.halves);
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

void mix(const Part& part, RowsIn in, const Blend& blend, RowsOut out) {
  HWY_DYNAMIC_DISPATCH(MixRows)(part.table, 0, part.to.size(), part.to.data(), in, blend, out);
}

}  // namespace

void propagate(const Sparse& table, RowsIn in, RowsOut out, Pool& pool, const Blend& blend) {
  out.shape(table.rows(), in.rank());
  pool.run((table.rows() + kRows - 1) / kRows, [&](std::size_t chunk) {
    HWY_DYNAMIC_DISPATCH(MixRows)
    (table, chunk * kRows, std::min(table.rows(), (chunk + 1) * kRows), nullptr, in, blend, out);
  });
}

void propagate_to(std::span<const Id> rows, const Sparse& table, RowsIn in, RowsOut out, Pool& pool,
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

void propagate_from(std::span<const std::uint8_t> given, const Sparse& table, RowsIn in, RowsOut out, Pool& pool,
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
