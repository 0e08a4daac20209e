// The vectors of traits while a model learns, and the means that they give to the rows that carry them.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "core/pool.h"
#include "model/parts.h"
#include "model/traits.h"
#include "solver/regress.h"
#include "train/options.h"

namespace kinfold {

class TraitMeans {
 public:
  TraitMeans() = default;
  // Row r of the learner is row row_id[r] of the traits' bags (r itself where row_id is empty). Vectors have `rank`
  // entries and start at zero.
  TraitMeans(const Traits& traits, std::span<const Id> row_id, std::size_t rank, const Options& options);

  bool empty() const { return members_.empty(); }
  // Fits the vectors to rows whose penalty is mass_r / 2 |row - mean|^2, then renews the means. A trait's own penalty
  // is strength times the mean mass of a row, with the strength of its group.
  void fit(const Table& rows, std::span<const float> mass, Pool& pool);
  void renew(Pool& pool) { mean_rows(bags_, vectors_, means_, pool); }

  void add_parts(Parts& parts, const std::string& name) {
    parts.push_back({name, &vectors_});
    parts.push_back({name + ".means", &means_});
  }

  const Table& means() const { return means_; }
  const Table& vectors() const { return vectors_; }
  Table& vectors() { return vectors_; }
  const Bags& bags() const { return bags_; }
  const Bags& members() const { return members_; }
  const std::vector<std::uint8_t>& groups() const { return group_; }
  std::size_t group_count() const { return strength_.size(); }

 private:
  Bags bags_, members_;
  Table vectors_, means_;
  std::vector<std::uint8_t> group_;  // of each trait
  std::vector<float> strength_;      // of each group
};

}  // namespace kinfold
