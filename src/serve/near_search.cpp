#include "serve/near_search.h"

#include <algorithm>
#include <cstdint>

namespace kinfold {
namespace {

// Elements that were met, of whatever search this thread is at; empty between two of them.
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

// The best that were met, best first, and which of them were followed.
class InSight {
 public:
  explicit InSight(std::size_t most) : most_(most) { rows_.reserve(most + 1); }

  void add(float product, Id n) {
    if (rows_.size() == most_ && product <= rows_.back().product) return;
    const auto at = std::ranges::upper_bound(rows_, product, std::greater{}, &Row::product);
    next_ = std::min(next_, std::size_t(at - rows_.begin()));
    rows_.insert(at, {product, n, false});
    if (rows_.size() > most_) rows_.pop_back();
  }
  // The best one that was not followed yet; none when all were.
  const Id* next() {
    while (next_ < rows_.size() && rows_[next_].followed) ++next_;
    return next_ == rows_.size() ? nullptr : &rows_[next_].n;
  }
  const Id* follow() {
    const Id* const best = next();
    if (best) rows_[next_].followed = true;
    return best;
  }
  std::vector<Id> all() const {
    std::vector<Id> ids;
    for (const Row& row : rows_) ids.push_back(row.n);
    return ids;
  }

 private:
  struct Row {
    float product;
    Id n;
    bool followed;
  };
  std::size_t most_, next_ = 0;
  std::vector<Row> rows_;
};

}  // namespace

std::vector<Id> search_near(const LinkedItems& items, const Half* query, Id start, std::size_t breadth) {
  Met met(items.size());
  InSight best(breadth);
  met.add(start);
  best.add(dot(query, items.vector(start), items.width()), start);
  std::vector<Id> fresh;
  while (const Id* followed = best.follow()) {
    fresh.clear();
    for (const Id n : items.links(*followed))
      if (met.add(n)) fresh.push_back(n), items.fetch_vector(n);
    if (const Id* likely = best.next()) items.fetch_links(*likely);
    for (const Id n : fresh) best.add(dot(query, items.vector(n), items.width()), n);
  }
  return best.all();
}

}  // namespace kinfold
