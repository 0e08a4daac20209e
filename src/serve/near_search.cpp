#include "serve/near_search.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>

namespace kinfold {
namespace {

// Items that were met, of whatever search this thread is at; empty between two of them.
class Met {
 public:
  explicit Met(std::size_t count) {
    if (bits_.size() * 64 < count) bits_.resize((count + 63) / 64);
  }
  ~Met() {
    for (const Id n : all_) bits_[n / 64] = 0;
    all_.clear();
  }
  Met(const Met&) = delete;
  Met& operator=(const Met&) = delete;

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
thread_local std::vector<std::uint64_t> Met::bits_;
thread_local std::vector<Id> Met::all_;

// Best first, and which of them were followed: in each number the product above, and below it the item and a mark.
class InSight {
 public:
  explicit InSight(std::size_t most) : most_(most) { rows_.reserve(most + 1); }

  std::size_t size() const { return rows_.size(); }
  // Its place, behind those of the same product; the number of places where it has none.
  std::size_t add(float product, Id n) {
    const std::uint64_t least = std::uint64_t(rising(product)) << 32;
    if (rows_.size() == most_ && least <= rows_.back()) return most_;
    const std::size_t place = count_from(least);
    next_ = std::min(next_, place);
    rows_.insert(rows_.begin() + std::ptrdiff_t(place), least | n);
    if (rows_.size() > most_) rows_.pop_back();
    return place;
  }
  // The best one that was not followed yet; none when all were.
  std::optional<Id> next() {
    while (next_ < rows_.size() && (rows_[next_] & kFollowed)) ++next_;
    if (next_ == rows_.size()) return {};
    return Id(rows_[next_]);
  }
  std::optional<Id> follow() {
    const std::optional<Id> best = next();
    if (best) rows_[next_] |= kFollowed;
    return best;
  }
  std::vector<Id> all() const {
    std::vector<Id> ids;
    for (const std::uint64_t row : rows_) ids.push_back(Id(row & ~kFollowed));
    return ids;
  }

 private:
  static constexpr std::uint64_t kFollowed = LinkedItems::kMost;  // no item has a number as large

  // Bits that rise with the number.
  static std::uint32_t rising(float number) {
    const auto bits = std::bit_cast<std::uint32_t>(number);
    return bits >> 31 ? ~bits : bits | 0x80000000u;
  }
  // How many are at least that, by a binary search without branches: which way it goes cannot be foretold.
  std::size_t count_from(std::uint64_t least) const {
    const std::uint64_t* from = rows_.data();
    std::size_t left = rows_.size();
    for (; left > 1; left -= left / 2) from += left / 2 * std::size_t(from[left / 2 - 1] >= least);
    return std::size_t(from - rows_.data()) + (left == 1 && *from >= least);
  }

  std::size_t most_, next_ = 0;
  std::vector<std::uint64_t> rows_;
};

}  // namespace

std::vector<Id> search_near(const LinkedItems& items, const Half* query, Id start, const NearRule& rule) {
  Met met(items.size());
  InSight best(std::max(rule.breadth, rule.wanted));
  met.add(start);
  best.add(dot(query, items.vector(start), items.width()), start);
  std::vector<Id> fresh;
  std::vector<float> products;
  std::size_t idle = 0;
  while (idle < rule.patience || best.size() < rule.wanted) {
    const std::optional<Id> followed = best.follow();
    if (!followed) break;
    fresh.clear();
    for (const Id n : items.links(*followed))
      if (met.add(n)) fresh.push_back(n), items.fetch_vector(n);
    if (const std::optional<Id> likely = best.next()) items.fetch_links(*likely);
    products.clear();
    for (const Id n : fresh) products.push_back(dot(query, items.vector(n), items.width()));
    ++idle;
    for (std::size_t n = 0; n < fresh.size(); ++n)
      if (best.add(products[n], fresh[n]) < rule.wanted) idle = 0;
  }
  return best.all();
}

}  // namespace kinfold
