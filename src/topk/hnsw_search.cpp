#include "topk/hnsw_search.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>

namespace kinfold {
namespace {

// The items that the current search has visited. The memory is reused by all searches of a thread.
class VisitedSet {
 public:
  explicit VisitedSet(std::size_t count) {
    if (bits_.size() * 64 < count) bits_.resize((count + 63) / 64);
  }
  ~VisitedSet() {
    for (const Id n : all_) bits_[n / 64] = 0;
    all_.clear();
  }
  VisitedSet(const VisitedSet&) = delete;
  VisitedSet& operator=(const VisitedSet&) = delete;

  bool add(Id n) {
    const std::uint64_t bit = std::uint64_t(1) << (n % 64);
    if (bits_[n / 64] & bit) return false;
    bits_[n / 64] |= bit;
    all_.push_back(n);
    return true;
  }

 private:
  static thread_local std::vector<std::uint64_t> bits_;
  static thread_local std::vector<Id> all_;
};
thread_local std::vector<std::uint64_t> VisitedSet::bits_;
thread_local std::vector<Id> VisitedSet::all_;

// The candidates of a search, best first. Each 64-bit entry holds the inner product in the upper half, and the item
// with a mark for expanded items in the lower half.
class CandidateList {
 public:
  explicit CandidateList(std::size_t capacity) : capacity_(capacity) { rows_.reserve(capacity + 1); }

  std::size_t size() const { return rows_.size(); }
  // Inserts an item after those with an equal product and returns its position, or `capacity` if it is not good enough.
  std::size_t add(float product, Id n) {
    const std::uint64_t key = std::uint64_t(ordered_bits(product)) << 32;
    if (rows_.size() == capacity_ && key <= rows_.back()) return capacity_;
    const std::size_t position = count_at_least(key);
    next_ = std::min(next_, position);
    rows_.insert(rows_.begin() + std::ptrdiff_t(position), key | n);
    if (rows_.size() > capacity_) rows_.pop_back();
    return position;
  }
  // The best item that is not expanded yet, if any.
  std::optional<Id> next() {
    while (next_ < rows_.size() && (rows_[next_] & kExpanded)) ++next_;
    if (next_ == rows_.size()) return {};
    return Id(rows_[next_]);
  }
  // Marks that item as expanded and returns it.
  std::optional<Id> expand() {
    const std::optional<Id> best = next();
    if (best) rows_[next_] |= kExpanded;
    return best;
  }
  std::vector<Id> all() const {
    std::vector<Id> ids;
    for (const std::uint64_t row : rows_) ids.push_back(Id(row & ~kExpanded));
    return ids;
  }

 private:
  static constexpr std::uint64_t kExpanded = HnswLayout::kMaxItems;  // no item number uses this bit

  // Maps a float to bits with the same order.
  static std::uint32_t ordered_bits(float number) {
    const auto bits = std::bit_cast<std::uint32_t>(number);
    return bits >> 31 ? ~bits : bits | 0x80000000u;
  }
  // Number of entries >= key, by a branchless binary search, because the branches would be unpredictable.
  std::size_t count_at_least(std::uint64_t key) const {
    const std::uint64_t* from = rows_.data();
    std::size_t remaining = rows_.size();
    for (; remaining > 1; remaining -= remaining / 2)
      from += remaining / 2 * std::size_t(from[remaining / 2 - 1] >= key);
    return std::size_t(from - rows_.data()) + (remaining == 1 && *from >= key);
  }

  std::size_t capacity_, next_ = 0;
  std::vector<std::uint64_t> rows_;
};

}  // namespace

std::vector<Id> search_layer(const HnswLayout& items, const BFloat16* query, Id start,
                             const HnswSearchOptions& options) {
  VisitedSet visited(items.size());
  CandidateList best(std::max(options.ef, options.top));
  visited.add(start);
  best.add(dot(query, items.vector(start), items.width()), start);
  std::vector<Id> unvisited;
  std::vector<float> products;
  std::size_t stale_steps = 0;
  while (stale_steps < options.patience || best.size() < options.top) {
    const std::optional<Id> expanded = best.expand();
    if (!expanded) break;
    unvisited.clear();
    for (const Id n : items.links(*expanded))
      if (visited.add(n)) unvisited.push_back(n), items.prefetch_vector(n);
    if (const std::optional<Id> upcoming = best.next()) items.prefetch_links(*upcoming);
    products.clear();
    for (const Id n : unvisited) products.push_back(dot(query, items.vector(n), items.width()));
    ++stale_steps;
    for (std::size_t n = 0; n < unvisited.size(); ++n)
      if (best.add(products[n], unvisited[n]) < options.top) stale_steps = 0;
  }
  return best.all();
}

}  // namespace kinfold
