#include "topk/hnsw_search.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>

namespace kinfold {
namespace {

// Items that were met, of whatever search this thread is at; empty between two of them.
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

// Best first, and which of them were followed: in each number the product above, and below it the item and a mark.
class CandidateList {
 public:
  explicit CandidateList(std::size_t capacity) : capacity_(capacity) { rows_.reserve(capacity + 1); }

  std::size_t size() const { return rows_.size(); }
  // Its place, behind those of the same product; the number of places where it has none.
  std::size_t add(float product, Id n) {
    const std::uint64_t key = std::uint64_t(ordered_bits(product)) << 32;
    if (rows_.size() == capacity_ && key <= rows_.back()) return capacity_;
    const std::size_t position = count_at_least(key);
    next_ = std::min(next_, position);
    rows_.insert(rows_.begin() + std::ptrdiff_t(position), key | n);
    if (rows_.size() > capacity_) rows_.pop_back();
    return position;
  }
  // The best one that was not followed yet; none when all were.
  std::optional<Id> next() {
    while (next_ < rows_.size() && (rows_[next_] & kExpanded)) ++next_;
    if (next_ == rows_.size()) return {};
    return Id(rows_[next_]);
  }
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
  static constexpr std::uint64_t kExpanded = HnswLayout::kMaxItems;  // no item has a number as large

  // Bits that rise with the number.
  static std::uint32_t ordered_bits(float number) {
    const auto bits = std::bit_cast<std::uint32_t>(number);
    return bits >> 31 ? ~bits : bits | 0x80000000u;
  }
  // How many are at least that, by a binary search without branches: which way it goes cannot be foretold.
  std::size_t count_at_least(std::uint64_t key) const {
    const std::uint64_t* from = rows_.data();
    std::size_t left = rows_.size();
    for (; left > 1; left -= left / 2) from += left / 2 * std::size_t(from[left / 2 - 1] >= key);
    return std::size_t(from - rows_.data()) + (left == 1 && *from >= key);
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
