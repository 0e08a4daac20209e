#include <cmath>
#include <map>
#include <set>

#include "io/factorization/feature_reader.h"
#include "oracle/folder.h"
#include "property/ratings.h"

namespace kinfold {
namespace {

// Rows of id, category, list and number; some cells are empty, some list elements repeat.
struct FeatureRow {
  int id, category, number;
  std::vector<int> list;
};

std::vector<FeatureRow> some_rows() {
  using rc::gen::inRange;
  std::vector<FeatureRow> rows;
  for (const auto& [id, category, number, list] :
       *rc::gen::nonEmpty(rc::gen::container<std::vector<std::tuple<int, int, int, std::vector<int>>>>(rc::gen::tuple(
           inRange(0, 30), inRange(-1, 5), inRange(-1, 200), rc::gen::container<std::vector<int>>(inRange(0, 6))))))
    rows.push_back({id, category, number, list});
  return rows;
}

std::string csv_of(const std::vector<FeatureRow>& rows) {
  std::string text = "user,kind,tags,price\n";
  for (const FeatureRow& row : rows) {
    std::string tags;
    for (int tag : row.list) tags += (tags.empty() ? "t" : "|t") + std::to_string(tag);
    text += "u" + std::to_string(row.id) + "," + (row.category < 0 ? "" : "k" + std::to_string(row.category)) + "," +
            tags + "," + (row.number < 0 ? "" : std::to_string(row.number)) + "\n";
  }
  return text;
}

RC_GTEST_PROP(FeaturesProperty, EveryBagHasTheValuesOfItsRow, ()) {
  const std::vector<FeatureRow> rows = some_rows();
  const std::size_t bins = *rc::gen::inRange<std::size_t>(1, 6);
  const oracle::Folder folder;
  oracle::write_text(folder / "f.csv", csv_of(rows));
  Source source(folder / "f.csv", {});
  FeatureReport report;
  const SideFeatureTable table = read_features(source, "kind=category,tags=list,price=number", bins, report);
  std::map<int, FeatureRow> first;
  for (const FeatureRow& row : rows) first.emplace(row.id, row);
  RC_ASSERT(table.owners.size() == first.size());
  for (const auto& [id, row] : first) {
    const auto owner = table.owners.find("u" + std::to_string(id));
    RC_ASSERT(owner.has_value());
    std::set<std::string> expected, found, prices;
    if (row.category >= 0) expected.insert("kind=k" + std::to_string(row.category));
    for (int tag : row.list) expected.insert("tags=t" + std::to_string(tag));
    double square = 0;
    for (std::uint64_t n = table.bags.begin[*owner]; n < table.bags.begin[*owner + 1]; ++n) {
      const std::string feature(table.ids[table.bags.member[n]]);
      const float weight = table.bags.weight[n];
      if (feature.starts_with("tags=")) square += weight * weight;
      RC_ASSERT(feature.starts_with("tags=") || weight == 1);
      RC_ASSERT((feature.starts_with("price=") ? prices : found).insert(feature).second);
    }
    RC_ASSERT(found == expected);
    RC_ASSERT(prices.size() == std::size_t(row.number >= 0));
    RC_ASSERT(row.list.empty() || std::fabs(square - 1) < 1e-5);
  }
}

RC_GTEST_PROP(HistoriesProperty, EveryHistoryHasUnitNormAndTheItemsOfItsUser, ()) {
  const Ratings pairs = property::some_ratings(false);
  const SideFeatureTable table =
      implicit_feedback_table(pairs.rows, &Rating::left, pairs.users, &Rating::right, pairs.items);
  std::vector<std::set<std::string>> items(pairs.users.size());
  for (const Rating& r : pairs.rows) items[r.left].insert("history=" + std::string(pairs.items[r.right]));
  RC_ASSERT(table.bags.size() == pairs.users.size());
  for (Id user = 0; user < pairs.users.size(); ++user) {
    std::set<std::string> found;
    double square = 0;
    for (std::uint64_t n = table.bags.begin[user]; n < table.bags.begin[user + 1]; ++n) {
      RC_ASSERT(found.insert(std::string(table.ids[table.bags.member[n]])).second);
      square += table.bags.weight[n] * table.bags.weight[n];
    }
    RC_ASSERT(found == items[user]);
    RC_ASSERT(std::fabs(square - 1) < 1e-5);
  }
}

}  // namespace
}  // namespace kinfold
