// What the rows of a side have in common: the items of their histories, the values of their features. Each trait has a
// vector and a bias, and a row is drawn to the weighted sum of its traits' vectors, its mean:
//
//   mean_u = sum_k w_uk e_k        regularizer of row u: regularization / 2 |x_u - mean_u|^2
//
// With p_u = x_u - mean_u this is a model in which the row's vector is p_u + sum_k w_uk e_k: SVD++ where the traits are
// the items of a history weighted by |N(u)|^-1/2 (Koren 2008, eq. 15), feature embeddings where they are features.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "data/bags.h"
#include "data/ratings.h"
#include "data/vocabulary.h"
#include "factorization/factors.h"

namespace kinfold {

// Ids, or what they begin with, that have a meaning of their own and that no feature may have: an item of a history, a
// user's own trait, one that all rows share.
inline constexpr std::string_view kHistoryPrefix = "history=", kOwnFeaturePrefix = "user=", kCommonFeature = "everyone";

bool is_feature(std::string_view id);  // none of these

struct SideFeatures {
  Vocabulary ids;   // "history=260", "genre=Comedy"
  Bags bags;        // of each row of the side; empty where there are no traits
  FactorSide side;  // a vector and a bias for each trait
  bool empty() const { return bags.empty(); }
};

// A bag for each owner, before it is known which row an owner has.
struct SideFeatureTable {
  Vocabulary owners, ids;
  Bags bags;
};

// What each row of one side had to do with on the other, once however often it is there: traits "history=ID" of weight
// n^-1/2 for n partners.
SideFeatureTable implicit_feedback_table(const std::vector<Rating>& rows, Id Rating::*own, const Vocabulary& owners,
                                         Id Rating::*other, const Vocabulary& others);

// XXH3 over owners, ids and bags.
std::uint64_t checksum(const SideFeatureTable& table);

// The bags of `rows` by their own vocabulary: those of each table side by side. Owners that are not among the rows are
// left out; rows that no table owns get an empty bag.
SideFeatures make_side_features(const std::vector<const SideFeatureTable*>& tables, const Vocabulary& rows);

// Has the row a feature or a history? The common trait and a user's own tell nothing.
bool has_side_information(const SideFeatures& side_features, Id row);

// mean += the weighted sum of a bag's vectors; returns that of the biases. `mean` has side.factors.stride() floats.
float add_feature_mean(const Bags& bags, Id row, const FactorSide& side, float* mean);

}  // namespace kinfold
