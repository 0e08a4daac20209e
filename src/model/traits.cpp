#include "model/traits.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cmath>

namespace kinfold {

TraitTable partners(const std::vector<Rating>& rows, Id Rating::*own, const Vocabulary& owners, Id Rating::*other,
                    const Vocabulary& others) {
  TraitTable table;
  table.owners = owners;
  for (Id k = 0; k < others.size(); ++k) table.ids.add(std::string(kHistoryTrait) + std::string(others[k]));
  std::vector<std::vector<Id>> lists(owners.size());
  for (const Rating& r : rows) lists[r.*own].push_back(r.*other);
  for (std::vector<Id>& list : lists) {
    std::ranges::sort(list);
    list.erase(std::unique(list.begin(), list.end()), list.end());
    for (Id member : list) table.bags.add(member, 1 / std::sqrt(float(list.size())));
    table.bags.close();
  }
  return table;
}

std::uint64_t checksum(const TraitTable& table) {
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

Traits make_traits(const std::vector<const TraitTable*>& tables, const Vocabulary& rows) {
  Traits traits;
  std::vector<std::vector<Id>> trait_of;  // of each table's ids
  for (const TraitTable* table : tables) {
    std::vector<Id>& ids = trait_of.emplace_back();
    for (Id k = 0; k < table->ids.size(); ++k) ids.push_back(traits.ids.add(table->ids[k]));
  }
  for (Id row = 0; row < rows.size(); ++row) {
    for (std::size_t t = 0; t < tables.size(); ++t)
      if (const auto owner = tables[t]->owners.find(rows[row])) {
        const Bags& bags = tables[t]->bags;
        for (std::uint64_t n = bags.begin[*owner]; n < bags.begin[*owner + 1]; ++n)
          traits.bags.add(trait_of[t][bags.member[n]], bags.weight[n]);
      }
    traits.bags.close();
  }
  return traits;
}

bool is_feature(std::string_view id) {
  return !id.starts_with(kHistoryTrait) && !id.starts_with(kOwnTrait) && id != kCommonTrait;
}

bool informed(const Traits& traits, Id row) {
  if (traits.empty() || row >= traits.bags.size()) return false;
  for (std::uint64_t n = traits.bags.begin[row]; n < traits.bags.begin[row + 1]; ++n) {
    const std::string_view id = traits.ids[traits.bags.member[n]];
    if (id != kCommonTrait && !id.starts_with(kOwnTrait)) return true;
  }
  return false;
}

float add_mean(const Bags& bags, Id row, const Side& side, float* mean) {
  float bias = 0;
  for (std::uint64_t n = bags.begin[row]; n < bags.begin[row + 1]; ++n) {
    const float w = bags.weight[n], *vector = side.factors[bags.member[n]];
    for (std::size_t k = 0; k < side.factors.stride(); ++k) mean[k] += w * vector[k];
    bias += w * side.heads[bags.member[n]].bias;
  }
  return bias;
}

}  // namespace kinfold
