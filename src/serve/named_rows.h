// The rows of one side of a model for display: users and items, rows and columns, nodes, entities and relations.
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
  std::vector<std::string> titles;        // empty, or one per row; a title may be empty
  std::shared_ptr<const Matrix> vectors;  // row i belongs to id i; there may be further rows
  std::vector<std::uint32_t> counts;      // training examples, facts or links per row; may be empty
  const SideFeatures* side_features = nullptr;
  std::vector<float> inverse_length;  // 1 / norm of each vector; 0: the row was not trained

  std::size_t size() const { return ids->size(); }
  std::string_view title(Id row) const { return titles.empty() ? std::string_view() : titles[row]; }
  bool trained(Id row) const { return inverse_length[row] > 0; }
};

// Titles by id, from outside the model.
using Titles = std::map<std::string, std::string, std::less<>>;

// The sides of a model. The model must outlive the result. `titles` apply to all sides except users and columns, and
// take precedence over the model's own titles.
std::vector<NamedRows> sides_of(const AnyModel& model, const Titles& titles);

}  // namespace kinfold
