#include <fmt/format.h>

#include "cli/graph_call.h"
#include "cli/node_call.h"
#include "factorization/model_file.h"
#include "kg/graph_file.h"
#include "nodes/node_file.h"

namespace kinfold::app {
namespace {

struct Asked {
  std::string model, source, out;
};

void predict_source(Call& call, const Asked& asked) {
  const TensorReader file(asked.model);
  if (is_graph_model(file)) return predict_graph_call(call, load_graph(file), asked.source, asked.out);
  if (is_node_model(file)) return predict_labels_call(call, load_nodes(file), asked.source, asked.out);
  const Model model = load(file);
  const Ratings pairs =
      load_ratings(call, asked.source, call.options(), model.time.empty() ? Read::kPairs : Read::kTimedPairs).ratings;
  const std::vector<Rating> rows = translate(pairs, model.user_ids, model.item_ids);
  std::vector<std::string> users, items;
  std::vector<float> values, deviations;  // the latter of models that hold samples
  std::size_t cold = 0;
  const Predictor predicted(model);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    users.emplace_back(pairs.users[pairs.rows[i].left]);
    items.emplace_back(pairs.items[pairs.rows[i].right]);
    const double time = pairs.has_time() ? pairs.time[i] : NAN;
    values.push_back(predicted(rows[i].left, rows[i].right, time));
    if (model.samples > 0) deviations.push_back(predicted_stddev(model, rows[i].left, rows[i].right, time));
    cold += !model.user_is_warm(rows[i].left) || !model.item_is_warm(rows[i].right);
  }
  if (cold > 0)
    call.warn(
        fmt::format("{} of {} pairs have a user or item that training did not show; their prediction rests on the "
                    "mean and the other one's bias",
                    grouped(cold), grouped(rows.size())));
  if (call.json && asked.out.empty()) {
    Json list = Json::array();
    for (std::size_t i = 0; i < values.size(); ++i) {
      list.push_back({{"user", users[i]}, {"item", items[i]}, {"prediction", values[i]}});
      if (!deviations.empty()) list.back()["deviation"] = deviations[i];
    }
    return call.answer({{"predictions", list}});
  }
  OutputTable output{{"user", "item", "prediction"}, {users, items, values}};
  if (!deviations.empty()) {
    output.names.push_back("deviation");
    output.columns.emplace_back(deviations);
  }
  if (asked.out.empty()) return fmt::print("{}", to_csv(output));
  write_rows(output, asked.out);
  if (call.json)
    call.answer({{"file", asked.out}, {"rows", values.size()}, {"cold", cold}});
  else
    fmt::print("wrote {} predictions to {}\n", grouped(values.size()), asked.out);
}

}  // namespace

void add_predict(CommandLine& line, Call& call) {
  auto asked = std::make_shared<Asked>();
  Verb verb =
      line.add_verb(call, "predict",
                    "Predict the value of each (user, item) pair of a source, score links or triples, or label nodes",
                    [&call, asked] { predict_source(call, *asked); });
  verb.add_option("model", asked->model, "a model file").required();
  verb.add_option("source", asked->source, "the pairs, links, triples or nodes").required();
  verb.add_option("--out,-o", asked->out, "a .csv, .tsv, .parquet or .json file; CSV to stdout if not given")
      .type_name("FILE");
  verb.add_options(call, {"graph", "node-features", "feature-columns", "threads"});
}

}  // namespace kinfold::app
