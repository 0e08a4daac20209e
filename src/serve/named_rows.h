// The rows of one side of a model as they are shown: users, items; rows, columns; nodes; entities, relations.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "registry/any_model.h"

namespace kinfold {

struct NamedRows {
  std::string side;  // "user", "item", "row", "column", "node", "entity", "relation"
  std::shared_ptr<const Vocabulary> ids;
  std::vector<std::string> titles;        // empty, or one for each row, of which some may be empty
  std::shared_ptr<const Matrix> vectors;  // the first rows of it are this side's, in the order of the ids
  std::vector<std::uint32_t> counts;      // of training rows, facts or links; empty where that has no meaning
  const SideFeatures* side_features = nullptr;
  std::vector<float> inverse_length;  // of the vectors; 0 where training showed nothing of the row

  std::size_t size() const { return ids->size(); }
  std::string_view title(Id row) const { return titles.empty() ? std::string_view() : titles[row]; }
  bool trained(Id row) const { return inverse_length[row] > 0; }
};

// Ids and titles, from elsewhere than the model.
using Titles = std::map<std::string, std::string, std::less<>>;

// The sides of a model, which must stay. `titles` are for all sides but users and columns, and come before the model's.
std::vector<NamedRows> sides_of(const AnyModel& model, const Titles& titles);

}  // namespace kinfold
