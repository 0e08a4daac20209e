#include "cli/display.h"

#include <fmt/format.h>

namespace kinfold::app {

std::string label(const Model& model, Id id, bool item) {
  const std::string text((item ? model.item_ids : model.user_ids)[id]);
  return item && !model.item_names.empty() ? text + "  " + model.item_names[id] : text;
}

Json json_of(const Model& model, const ScoredId& scored, bool item) {
  Json entry = {{"id", std::string((item ? model.item_ids : model.user_ids)[scored.id])}, {"score", scored.score}};
  if (item && !model.item_names.empty()) entry["name"] = model.item_names[scored.id];
  return entry;
}

Json json_of(const Model& model, const std::vector<ScoredId>& list, bool items) {
  Json all = Json::array();
  for (const ScoredId& s : list) all.push_back(json_of(model, s, items));
  return all;
}

void print_scored(const Model& model, const ScoredId& scored, bool item) {
  fmt::print("{:>8.3f}  {}\n", scored.score, label(model, scored.id, item));
}

}  // namespace kinfold::app
