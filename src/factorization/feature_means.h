// Trains the embeddings of side features. The weighted sum of a row's feature embeddings is the prior mean of the row.
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
  // Row r of the trainer uses bag row_id[r] of `features`, or bag r if row_id is empty. Embeddings have `rank` entries
  // and start at zero.
  FeatureMeans(const SideFeatures& features, std::span<const Id> row_id, std::size_t rank,
               const FactorizationTrainOptions& options);

  bool empty() const { return members_.empty(); }
  // Fits the embeddings to rows with regularizer mass_r / 2 |row - mean|^2, then recomputes the means. The
  // regularization of an embedding is that of its group times the mean of the nonzero masses.
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
  std::vector<std::uint8_t> group_;  // of each feature
  std::vector<float> reg_;           // of each group
};

}  // namespace kinfold
