#include "gnn/propagate.h"

#include <hwy/cache_control.h>

#include <algorithm>
#include <numeric>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "gnn/propagate.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;

HWY_INLINE auto LoadRow(Floats d, const float* from) { return hn::LoadU(d, from); }
HWY_INLINE auto LoadRow(Floats d, const BFloat16* from) {
  const hn::RebindToUnsigned<Floats> whole;
  const hn::Rebind<BFloat16, Floats> half;
  return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(whole, hn::LoadU(half, from))));
}
template <class V>
HWY_INLINE void StoreRow(V sum, Floats d, float* to) {
  hn::StoreU(sum, d, to);
}
// Rounds to the nearest bfloat16, ties to even.
template <class V>
HWY_INLINE void StoreRow(V sum, Floats, BFloat16* to) {
  const hn::RebindToUnsigned<Floats> whole;
  const hn::RebindToSigned<Floats> whole_signed;
  const hn::Rebind<BFloat16, Floats> half;
  const auto bits = hn::BitCast(whole, sum);
  const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(whole, 1));
  const auto upper = hn::ShiftRight<16>(hn::Add(bits, hn::Add(odd, hn::Set(whole, 0x7fff))));
  hn::StoreU(hn::DemoteTo(half, hn::BitCast(whole_signed, upper)), half, to);
}

// Rows [first, last) of the sparse matrix. `to` holds the output row of each; null: the same row.
struct RowChunk {
  const CsrMatrix& table;
  std::size_t first, last;
  const Id* to;
};

// Computes entries [k, k + kVectors * lanes) of an output row.
template <std::size_t kVectors, class In, class Out>
HWY_INLINE void PropagateTile(const CsrMatrix& table, std::size_t row, const In& in, const Blend& blend, Id to,
                              std::size_t k, Out& out) {
  constexpr std::uint64_t kAhead = 6;
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  hn::Vec<Floats> sums[kVectors];
  for (auto& sum : sums) sum = hn::Zero(d);
  const std::uint64_t end = table.begin[row + 1];
  for (std::uint64_t at = table.begin[row]; at < end; ++at) {
    // Prefetches across the end of the row into the next row.
    if (at + kAhead < table.column.size()) {
      const auto* const next = in[table.column[at + kAhead]] + k;
      const std::size_t step = 64 / sizeof *next;
      for (std::size_t n = 0; n < kVectors * lanes; n += step) hwy::Prefetch(next + n);
    }
    const auto* HWY_RESTRICT from = in[table.column[at]] + k;
    const auto weight = hn::Set(d, table.value[at]);
    for (std::size_t v = 0; v < kVectors; ++v) sums[v] = hn::MulAdd(weight, LoadRow(d, from + v * lanes), sums[v]);
  }
  const auto alpha = hn::Set(d, blend.alpha), beta = hn::Set(d, blend.beta);
  const float* const other = blend.other ? (*blend.other)[to] + k : nullptr;
  for (std::size_t v = 0; v < kVectors; ++v) {
    auto sum = hn::Mul(alpha, sums[v]);
    if (other) sum = hn::MulAdd(beta, hn::LoadU(d, other + v * lanes), sum);
    StoreRow(sum, d, out[to] + k + v * lanes);
  }
}

template <class In, class Out>
void PropagateAll(const RowChunk& chunk, const In& in, const Blend& blend, Out& out) {
  const std::size_t lanes = hn::Lanes(Floats());
  for (std::size_t row = chunk.first; row < chunk.last; ++row) {
    const Id to = chunk.to ? chunk.to[row - chunk.first] : Id(row);
    std::size_t k = 0;
    for (; k + 8 * lanes <= in.stride(); k += 8 * lanes) PropagateTile<8>(chunk.table, row, in, blend, to, k, out);
    for (; k + 4 * lanes <= in.stride(); k += 4 * lanes) PropagateTile<4>(chunk.table, row, in, blend, to, k, out);
    for (; k + 2 * lanes <= in.stride(); k += 2 * lanes) PropagateTile<2>(chunk.table, row, in, blend, to, k, out);
    for (; k < in.stride(); k += lanes) PropagateTile<1>(chunk.table, row, in, blend, to, k, out);
  }
}

void PropagateRows(const CsrMatrix& table, std::size_t first, std::size_t last, const Id* to, RowsIn in,
                   const Blend& blend, RowsOut out) {
  const RowChunk chunk{table, first, last, to};
  if (in.table)
    out.table ? PropagateAll(chunk, *in.table, blend, *out.table) : PropagateAll(chunk, *in.table, blend, *out.bf16);
  else
    out.table ? PropagateAll(chunk, *in.bf16, blend, *out.table) : PropagateAll(chunk, *in.bf16, blend, *out.bf16);
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(PropagateRows);

namespace {

constexpr std::size_t kRows = 256;

// A copy of only the values that a chunk needs, so that no prefetch is wasted.
struct ChunkMatrix {
  CsrMatrix table;
  std::vector<Id> to;
};

ChunkMatrix& cleared_chunk() {
  thread_local ChunkMatrix chunk_matrix;
  chunk_matrix.table.begin.assign(1, 0);
  chunk_matrix.table.column.clear();
  chunk_matrix.table.value.clear();
  chunk_matrix.to.clear();
  return chunk_matrix;
}

void propagate_chunk(const ChunkMatrix& chunk_matrix, RowsIn in, const Blend& blend, RowsOut out) {
  HWY_DYNAMIC_DISPATCH(PropagateRows)
  (chunk_matrix.table, 0, chunk_matrix.to.size(), chunk_matrix.to.data(), in, blend, out);
}

}  // namespace

void propagate(const CsrMatrix& table, RowsIn in, RowsOut out, Pool& pool, const Blend& blend) {
  out.resize(table.rows(), in.rank());
  pool.run((table.rows() + kRows - 1) / kRows, [&](std::size_t chunk) {
    HWY_DYNAMIC_DISPATCH(PropagateRows)
    (table, chunk * kRows, std::min(table.rows(), (chunk + 1) * kRows), nullptr, in, blend, out);
  });
}

void propagate_rows(std::span<const Id> rows, const CsrMatrix& table, RowsIn in, RowsOut out, Pool& pool,
                    const Blend& blend) {
  constexpr std::size_t kFew = 64;  // rows per task; few, because requested rows can be long
  out.resize(table.rows(), in.rank());
  pool.run((rows.size() + kFew - 1) / kFew, [&](std::size_t chunk) {
    ChunkMatrix& chunk_matrix = cleared_chunk();
    for (std::size_t n = chunk * kFew; n < std::min(rows.size(), (chunk + 1) * kFew); ++n) {
      const auto columns = table.columns_of(rows[n]);
      const auto values = table.values_of(rows[n]);
      chunk_matrix.table.column.insert(chunk_matrix.table.column.end(), columns.begin(), columns.end());
      chunk_matrix.table.value.insert(chunk_matrix.table.value.end(), values.begin(), values.end());
      chunk_matrix.table.close();
      chunk_matrix.to.push_back(rows[n]);
    }
    propagate_chunk(chunk_matrix, in, blend, out);
  });
}

void propagate_nonzero(std::span<const std::uint8_t> nonzero, const CsrMatrix& table, RowsIn in, RowsOut out,
                       Pool& pool, const Blend& blend) {
  out.resize(table.rows(), in.rank());
  pool.run((table.rows() + kRows - 1) / kRows, [&](std::size_t chunk) {
    ChunkMatrix& chunk_matrix = cleared_chunk();
    const std::size_t first = chunk * kRows, last = std::min(table.rows(), first + kRows);
    std::size_t count = 0;
    chunk_matrix.table.column.resize(table.begin[last] - table.begin[first]);
    chunk_matrix.table.value.resize(chunk_matrix.table.column.size());
    for (std::size_t row = first; row < last; ++row) {
      for (std::uint64_t at = table.begin[row]; at < table.begin[row + 1]; ++at) {
        chunk_matrix.table.column[count] = table.column[at];
        chunk_matrix.table.value[count] = table.value[at];
        count += nonzero[table.column[at]];
      }
      chunk_matrix.table.begin.push_back(count);
      chunk_matrix.to.push_back(Id(row));
    }
    chunk_matrix.table.column.resize(count);
    propagate_chunk(chunk_matrix, in, blend, out);
  });
}

std::vector<Id> breadth_first(const CsrMatrix& table) {
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
