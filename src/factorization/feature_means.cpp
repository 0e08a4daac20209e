#include "factorization/feature_means.h"

#include <algorithm>
#include <numeric>

namespace kinfold {
namespace {

constexpr int kCgSteps = 3;  // conjugate gradient steps of a fit; the next fit continues from there

// Groups of features. Each group has its own regularization. The feature id determines the group.
enum FeatureGroup : std::uint8_t { kHistory, kFeature, kIdentity, kIntercept };

std::uint8_t feature_group(std::string_view id) {
  if (id.starts_with(kHistoryPrefix)) return kHistory;
  if (id == kInterceptFeature) return kIntercept;
  return id.starts_with(kIdentityPrefix) ? kIdentity : kFeature;
}

Bags reorder_bags(const Bags& bags, std::span<const Id> row_id) {
  Bags result;
  for (Id id : row_id) {
    for (std::uint64_t n = bags.begin[id]; n < bags.begin[id + 1]; ++n) result.add(bags.member[n], bags.weight[n]);
    result.close();
  }
  return result;
}

}  // namespace

FeatureMeans::FeatureMeans(const SideFeatures& features, std::span<const Id> row_id, std::size_t rank,
                           const FactorizationTrainOptions& options)
    : reg_{float(options.implicit_feedback_reg), float(options.feature_reg), float(options.time_reg), 0} {
  if (features.empty()) return;
  bags_ = row_id.empty() ? features.bags : reorder_bags(features.bags, row_id);
  members_ = transposed(bags_, features.ids.size());
  vectors_ = Matrix(features.ids.size(), rank);
  means_ = Matrix(bags_.size(), rank);
  for (Id k = 0; k < features.ids.size(); ++k) group_.push_back(feature_group(features.ids[k]));
}

void FeatureMeans::fit(const Matrix& rows, std::span<const float> mass, Pool& pool) {
  const double total = std::accumulate(mass.begin(), mass.end(), 0.0);
  const auto nonzero_rows = std::ranges::count_if(mass, [](float m) { return m > 0; });
  if (!(total > 0)) return;
  std::vector<float> l2;
  for (float reg : reg_) l2.insert(l2.end(), vectors_.stride(), float(reg * total / double(nonzero_rows)));
  fit_feature_embeddings({&bags_, &members_, mass, group_, l2}, rows, vectors_, kCgSteps, pool);
  refresh(pool);
}

}  // namespace kinfold
