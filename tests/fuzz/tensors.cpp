// Fuzz target: loads any bytes as a model file. The checksum is not verified, so that parsing continues behind it.
#include <cmath>

#include "core/error.h"
#include "factorization/model_file.h"
#include "factorization/recommend.h"
#include "kg/graph_file.h"
#include "kg/graph_queries.h"
#include "nodes/node_file.h"

namespace {

int use(const kinfold::NodeModel& model) {
  kinfold::Pool pool(1);
  kinfold::score_nodes(model, model.nodes.size(), model.links, model.link_weights, model.features, pool);
  return 0;
}

int use(const kinfold::GraphModel& model) {
  if (!model.facts.empty()) kinfold::GraphQueries(model).score(model.facts[0]);
  return 0;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kinfold;
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  try {
    const TensorReader file(std::vector<std::byte>(bytes, bytes + size), "fuzz", false);
    if (is_node_model(file)) return use(load_nodes(file));
    if (is_graph_model(file)) return use(load_graph(file));
    const Model model = load(file);
    // A model that loads must also be usable.
    const Id user = model.user_ids.size() > 0 ? Id(model.user_ids.size() - 1) : kUnseen;
    const Id item = model.item_ids.size() > 0 ? Id(model.item_ids.size() - 1) : kUnseen;
    for (const double time : {0.0, 2e5, 1e300, double(NAN)}) {
      predict(model, user, item, time);
      predict(model, kUnseen, item, time);
      predicted_stddev(model, user, item, time);
    }
    if (model.user_ids.size() > 0) recommend(model, 0, 3);
    if (model.item_ids.size() > 0) similar(model, "item", 0, 3);
  } catch (const Error&) {
  }
  return 0;
}
