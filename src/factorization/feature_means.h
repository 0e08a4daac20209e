// The vectors of traits while a model learns, and the means that they give to the rows that carry them.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "core/pool.h"
#include "factorization/feature_regression.h"
#include "factorization/options.h"
#include "factorization/side_features.h"
#include "factorization/state_dict.h"

namespace kinfold {

class FeatureMeans {
 public:
  FeatureMeans() = default;
  // Row r of the learner is row row_id[r] of the traits' bags (r itself where row_id is empty). Vectors have `rank`
  // entries and start at zero.
  FeatureMeans(const SideFeatures& features, std::span<const Id> row_id, std::size_t rank,
               const FactorizationTrainOptions& options);

  bool empty() const { return members_.empty(); }
  // Fits the vectors to rows whose regularizer is mass_r / 2 |row - mean|^2, then renews the means. A trait's own
  // regularizer is regularization times the mean mass of a row, with the regularization of its group.
  void fit(const Matrix& rows, std::span<const float> mass, Pool& pool);
  void refresh(Pool& pool) { feature_means(bags_, vectors_, means_, pool); }

  void add_state(StateDict& dict, const std::string& name) {
    dict.push_back({name, &vectors_});
    dict.push_back({name + ".means", &means_});
  }

  const Matrix& means() const { return means_; }
  const Matrix& vectors() const { return vectors_; }
  Matrix& vectors() { return vectors_; }
  const Bags& bags() const { return bags_; }
  const Bags& members() const { return members_; }
  const std::vector<std::uint8_t>& groups() const { return group_; }
  std::size_t group_count() const { return reg_.size(); }

 private:
  Bags bags_, members_;
  Matrix vectors_, means_;
  std::vector<std::uint8_t> group_;  // of each trait
  std::vector<float> reg_;           // of each group
};

}  // namespace kinfold
