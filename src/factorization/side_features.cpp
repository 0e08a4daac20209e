#include "factorization/side_features.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cmath>

namespace kinfold {

SideFeatureTable implicit_feedback_table(const std::vector<Rating>& rows, Id Rating::*owner_member,
                                         const Vocabulary& owners, Id Rating::*partner_member,
                                         const Vocabulary& partners) {
  SideFeatureTable table;
  table.owners = owners;
  for (Id k = 0; k < partners.size(); ++k) table.ids.add(std::string(kHistoryPrefix) + std::string(partners[k]));
  std::vector<std::vector<Id>> lists(owners.size());
  for (const Rating& r : rows) lists[r.*owner_member].push_back(r.*partner_member);
  for (std::vector<Id>& list : lists) {
    std::ranges::sort(list);
    list.erase(std::unique(list.begin(), list.end()), list.end());
    for (Id member : list) table.bags.add(member, 1 / std::sqrt(float(list.size())));
    table.bags.close();
  }
  return table;
}

std::uint64_t checksum(const SideFeatureTable& table) {
  std::uint64_t sum = 0;
  const auto take = [&](const void* data, std::size_t bytes) { sum = XXH3_64bits_withSeed(data, bytes, sum); };
  const auto take_all = [&](const auto& values) { take(values.data(), values.size() * sizeof(values[0])); };
  for (const Vocabulary* ids : {&table.owners, &table.ids}) {
    take(ids->text().data(), ids->text().size());
    take_all(ids->begins());
  }
  take_all(table.bags.begin);
  take_all(table.bags.member);
  take_all(table.bags.weight);
  return sum;
}

SideFeatures make_side_features(const std::vector<const SideFeatureTable*>& tables, const Vocabulary& rows) {
  SideFeatures side_features;
  std::vector<std::vector<Id>> feature_of;  // for each table, the new id of each of its features
  for (const SideFeatureTable* table : tables) {
    std::vector<Id>& ids = feature_of.emplace_back();
    for (Id k = 0; k < table->ids.size(); ++k) ids.push_back(side_features.ids.add(table->ids[k]));
  }
  for (Id row = 0; row < rows.size(); ++row) {
    for (std::size_t t = 0; t < tables.size(); ++t)
      if (const auto owner = tables[t]->owners.find(rows[row])) {
        const Bags& bags = tables[t]->bags;
        for (std::uint64_t n = bags.begin[*owner]; n < bags.begin[*owner + 1]; ++n)
          side_features.bags.add(feature_of[t][bags.member[n]], bags.weight[n]);
      }
    side_features.bags.close();
  }
  return side_features;
}

bool is_feature(std::string_view id) {
  return !id.starts_with(kHistoryPrefix) && !id.starts_with(kIdentityPrefix) && id != kInterceptFeature;
}

bool has_side_information(const SideFeatures& side_features, Id row) {
  if (side_features.empty() || row >= side_features.bags.size()) return false;
  for (std::uint64_t n = side_features.bags.begin[row]; n < side_features.bags.begin[row + 1]; ++n) {
    const std::string_view id = side_features.ids[side_features.bags.member[n]];
    if (id != kInterceptFeature && !id.starts_with(kIdentityPrefix)) return true;
  }
  return false;
}

float add_feature_mean(const Bags& bags, Id row, const FactorSide& side, float* mean) {
  float bias = 0;
  for (std::uint64_t n = bags.begin[row]; n < bags.begin[row + 1]; ++n) {
    const float w = bags.weight[n], *vector = side.factors[bags.member[n]];
    for (std::size_t k = 0; k < side.factors.stride(); ++k) mean[k] += w * vector[k];
    bias += w * side.bias_and_reg[bags.member[n]].bias;
  }
  return bias;
}

}  // namespace kinfold
