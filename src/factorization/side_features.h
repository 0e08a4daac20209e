// Side features of the rows of a side: their implicit feedback and their feature values. Each feature has an embedding
// and a bias. A row is regularized toward its mean, the weighted sum of its features' embeddings:
//
//   mean_u = sum_k w_uk e_k        regularizer of row u: reg/2 |x_u - mean_u|^2
//
// With p_u = x_u - mean_u, the vector of a row is p_u + sum_k w_uk e_k. This is SVD++ if the features are the items of
// a history, weighted by |N(u)|^-1/2 (Koren 2008, eq. 15).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "data/bags.h"
#include "data/ratings.h"
#include "data/vocabulary.h"
#include "factorization/factors.h"

namespace kinfold {

// Reserved ids and prefixes of feature ids: an item of the implicit feedback, the indicator of one row, and the
// intercept that all rows share.
inline constexpr std::string_view kHistoryPrefix = "history=", kIdentityPrefix = "user=",
                                  kInterceptFeature = "everyone";

bool is_feature(std::string_view id);  // true unless reserved

struct SideFeatures {
  Vocabulary ids;   // "history=260", "genre=Comedy"
  Bags bags;        // features of each row of the side; empty without features
  FactorSide side;  // an embedding and a bias for each feature
  bool empty() const { return bags.empty(); }
};

// A source of features: a bag of features for each owner, a user or item id.
struct SideFeatureTable {
  Vocabulary owners, ids;
  Bags bags;
};

// Implicit feedback as features: an owner with n distinct partners gets the features "history=PARTNER" of weight
// n^-1/2. The members select the owner and the partner of a row, such as &Rating::left and &Rating::right.
SideFeatureTable implicit_feedback_table(const std::vector<Rating>& rows, Id Rating::*owner_member,
                                         const Vocabulary& owners, Id Rating::*partner_member,
                                         const Vocabulary& partners);

// XXH3 over owners, ids and bags.
std::uint64_t checksum(const SideFeatureTable& table);

// Concatenates the bags of all tables for each of `rows`. Owners that are not among the rows are ignored. Rows without
// features get an empty bag. The embeddings stay empty.
SideFeatures make_side_features(const std::vector<const SideFeatureTable*>& tables, const Vocabulary& rows);

// True if the row has a feature or implicit feedback. Row indicators and the intercept do not count.
bool has_side_information(const SideFeatures& side_features, Id row);

// Adds the weighted sum of a bag's embeddings to `mean` (side.factors.stride() floats). Returns that of the biases.
float add_feature_mean(const Bags& bags, Id row, const FactorSide& side, float* mean);

}  // namespace kinfold
