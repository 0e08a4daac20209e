#include "io/nodes/node_roles.h"

#include <algorithm>

#include "core/error.h"

namespace kinfold {
namespace {

using Words = std::vector<std::string>;

const RoleNames kLabelRoles = {{{"node", "id"}, {"label", "class"}}, "node=paper,label=topic"};

// Common names, normalized by normalized_name(), the most likely first.
const Words kNodes = {"node", "nodeid", "vertex", "vertexid", "entity", "entityid", "id"};
const Words kLabels = {"label", "labels", "class", "classes", "category", "categories", "target", "y", "club"};

int find_column(const std::vector<Source::Column>& columns, const Words& words, int excluded = -1) {
  for (const std::string& word : words)
    for (int c = 0; c < int(columns.size()); ++c)
      if (c != excluded && normalized_name(columns[std::size_t(c)].name) == word) return c;
  return -1;
}

}  // namespace

bool is_node_column_name(const std::string& name) {
  const std::string word = normalized_name(name);
  if (word == "name" || word == "label" || word == "labels") return true;
  return std::find(kNodes.begin(), kNodes.end(), word) != kNodes.end() || (word.ends_with("id") && is_id_name(name));
}

std::size_t node_column(const std::vector<Source::Column>& columns) {
  if (const int index = find_column(columns, kNodes); index >= 0) return std::size_t(index);
  const auto named = std::find_if(columns.begin(), columns.end(), [](const auto& c) { return is_id_name(c.name); });
  return named == columns.end() ? 0 : std::size_t(named - columns.begin());
}

LabelRoles find_label_roles(const ColumnSchema& schema) {
  if (schema.columns.size() < 2)
    throw Error("it has only one column, but a label table needs two: node and label", schema.where,
                "its column: " + schema.names());
  const std::vector<int> role_columns = parse_roles(schema, kLabelRoles);
  LabelRoles roles{role_columns[0], role_columns[1]};
  if (roles.node < 0) roles.node = find_column(schema.columns, kNodes, roles.label);
  if (roles.label < 0) roles.label = find_column(schema.columns, kLabels, roles.node);
  if (roles.node < 0) roles.node = find_column(schema.columns, {"name"}, roles.label);
  if (roles.node < 0) roles.node = roles.label == 0 ? 1 : 0;
  if (roles.label < 0) roles.label = roles.node == 0 ? 1 : 0;
  return roles;
}

}  // namespace kinfold
