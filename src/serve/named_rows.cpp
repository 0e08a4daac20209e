#include "serve/named_rows.h"

#include <cmath>

#include "core/vector.h"

namespace kinfold {
namespace {

// A non-owning pointer into the model, which outlives it.
template <class T>
std::shared_ptr<const T> view(const T& object) {
  return {std::shared_ptr<const T>(), &object};
}

NamedRows rows_of(const std::string& side, std::shared_ptr<const Vocabulary> ids,
                  std::shared_ptr<const Matrix> vectors) {
  NamedRows rows;
  rows.side = side;
  rows.ids = std::move(ids);
  rows.vectors = std::move(vectors);
  return rows;
}

std::vector<NamedRows> sides(const Model& model) {
  NamedRows users = rows_of("user", view(model.user_ids), view(model.users.factors));
  for (Id user = 0; user < model.user_ids.size(); ++user)
    users.counts.push_back(std::uint32_t(model.history.begin[user + 1] - model.history.begin[user]));
  if (!model.user_side_features.empty()) users.side_features = &model.user_side_features;
  NamedRows items = rows_of("item", view(model.item_ids), view(model.items.factors));
  items.counts = model.item_counts;
  items.titles = model.item_names;
  if (!model.item_side_features.empty()) items.side_features = &model.item_side_features;
  return {std::move(users), std::move(items)};
}

// Makes repeated names unique by appending the row number.
std::shared_ptr<const Vocabulary> unique_names(std::size_t count, auto name_of) {
  auto names = std::make_shared<Vocabulary>();
  for (Id id = 0; id < count; ++id)
    if (names->add(name_of(id)) != id) names->add(std::string(name_of(id)) + " #" + std::to_string(id + 1));
  return names;
}

std::vector<NamedRows> sides(const TableModel& model) {
  const auto rows = unique_names(model.rows.rows(), [&](Id row) { return model.row_name(row); });
  const auto features = unique_names(model.feature_count(), [&](Id feature) { return model.feature_name(feature); });
  auto scaled = std::make_shared<Matrix>(model.features);  // scale each component by its singular value
  for (Id f = 0; f < scaled->rows() && !model.values.empty(); ++f)
    for (std::size_t k = 0; k < model.rank(); ++k) (*scaled)[f][k] *= float(model.values[k]);
  return {rows_of("row", rows, view(model.rows)), rows_of("column", features, scaled)};
}

std::vector<NamedRows> sides(const GraphModel& model) {
  NamedRows entities =
      rows_of(model.task == "links" ? "node" : "entity", view(model.entities), view(model.tables.entity));
  entities.counts.resize(model.entities.size());
  for (const Triple& t : model.facts) ++entities.counts[t.head], ++entities.counts[t.tail];
  if (model.task == "links") return {std::move(entities)};
  // The rows after the relations are the inverse relations.
  const std::size_t num_relations = model.relations.size();
  NamedRows relations = rows_of(
      "relation",
      unique_names(model.tables.relation.rows(),
                   [&](Id r) {
                     return r < num_relations ? std::string(model.relations[r])
                                              : std::string(model.relations[Id(r - num_relations)]) + " (inverse)";
                   }),
      view(model.tables.relation));
  relations.counts.resize(relations.size());
  for (const Triple& t : model.facts) ++relations.counts[t.relation];
  for (std::size_t r = num_relations; r < relations.size(); ++r)
    relations.counts[r] = relations.counts[r - num_relations];
  return {std::move(entities), std::move(relations)};
}

std::vector<NamedRows> sides(const NodeModel& model) {
  NamedRows nodes = rows_of("node", view(model.nodes), view(model.hidden));
  nodes.counts.resize(model.nodes.size());
  for (const Triple& t : model.links) ++nodes.counts[t.head], ++nodes.counts[t.tail];
  return {std::move(nodes)};
}

void set_inverse_lengths(NamedRows& rows, bool need_count) {
  const Matrix& vectors = *rows.vectors;
  rows.inverse_length.resize(rows.size());
  for (Id row = 0; row < rows.size(); ++row) {
    const float square = dot(vectors[row], vectors[row], vectors.stride());
    if (square > 0 && (!need_count || rows.counts[row] > 0)) rows.inverse_length[row] = 1 / std::sqrt(square);
  }
}

void assign_titles(NamedRows& rows, const Titles& titles) {
  for (Id row = 0; row < rows.size(); ++row) {
    const auto entry = titles.find((*rows.ids)[row]);
    if (entry == titles.end()) continue;
    if (rows.titles.empty()) rows.titles.resize(rows.size());
    rows.titles[row] = entry->second;
  }
}

}  // namespace

std::vector<NamedRows> sides_of(const AnyModel& model, const Titles& titles) {
  std::vector<NamedRows> all = std::visit([](const auto& m) { return sides(m); }, model);
  for (NamedRows& rows : all) {
    set_inverse_lengths(rows, std::holds_alternative<Model>(model));
    if (rows.side != "user" && rows.side != "column" && !titles.empty()) assign_titles(rows, titles);
  }
  return all;
}

}  // namespace kinfold
