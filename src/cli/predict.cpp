#include <fmt/format.h>

#include "cli/graph_call.h"
#include "cli/node_call.h"
#include "factorization/model_file.h"
#include "kg/graph_file.h"
#include "nodes/node_file.h"

namespace kinfold::app {
namespace {

struct PredictArgs {
  std::string model, source, out;
};

void predict_source(Call& call, const PredictArgs& args) {
  const TensorReader file(args.model);
  if (is_graph_model(file)) return predict_graph_call(call, load_graph(file), args.source, args.out);
  if (is_node_model(file)) return predict_nodes_call(call, load_nodes(file), args.source, args.out);
  const Model model = load(file);
  const Ratings pairs = load_ratings(call, args.source, call.options(),
                                     model.time.empty() ? RatingFields::kPairs : RatingFields::kTimedPairs)
                            .ratings;
  const std::vector<Rating> rows = translate(pairs, model.user_ids, model.item_ids);
  std::vector<std::string> users, items;
  std::vector<float> values, stddevs;  // stddevs: only of models with posterior samples
  std::size_t cold = 0;
  const Predictor predicted(model);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    users.emplace_back(pairs.users[pairs.rows[i].left]);
    items.emplace_back(pairs.items[pairs.rows[i].right]);
    const double time = pairs.has_time() ? pairs.time[i] : NAN;
    values.push_back(predicted(rows[i].left, rows[i].right, time));
    if (model.samples > 0) stddevs.push_back(predicted_stddev(model, rows[i].left, rows[i].right, time));
    cold += !model.user_is_warm(rows[i].left) || !model.item_is_warm(rows[i].right);
  }
  if (cold > 0)
    call.warn(fmt::format(
        "{} of {} pairs have a user or item that is unseen in training; their predictions use only the mean "
        "and known biases",
        format_count(cold), format_count(rows.size())));
  if (call.json && args.out.empty()) {
    Json list = Json::array();
    for (std::size_t i = 0; i < values.size(); ++i) {
      list.push_back({{"user", users[i]}, {"item", items[i]}, {"prediction", values[i]}});
      if (!stddevs.empty()) list.back()["std"] = stddevs[i];
    }
    return call.print_json({{"predictions", list}});
  }
  OutputTable output{{"user", "item", "prediction"}, {users, items, values}};
  if (!stddevs.empty()) {
    output.names.push_back("std");
    output.columns.emplace_back(stddevs);
  }
  if (args.out.empty()) return fmt::print("{}", to_csv(output));
  write_rows(output, args.out);
  if (call.json)
    call.print_json({{"file", args.out}, {"rows", values.size()}, {"cold", cold}});
  else
    fmt::print("wrote {} predictions to {}\n", format_count(values.size()), args.out);
}

}  // namespace

void add_predict(CommandLine& line, Call& call) {
  auto args = std::make_shared<PredictArgs>();
  Verb verb =
      line.add_verb(call, "predict",
                    "Predict the value of each (user, item) pair of a source, score links or triples, or label nodes",
                    [&call, args] { predict_source(call, *args); });
  verb.add_option("model", args->model, "Model file.").required();
  verb.add_option("source", args->source, "Source of the pairs, links, triples or nodes.").required();
  verb.add_option("--out,-o", args->out, "Output file: .csv, .tsv, .parquet or .json. [CSV to stdout]")
      .type_name("FILE");
  verb.add_options(call, {"graph", "node-features", "feature-columns", "threads"});
}

}  // namespace kinfold::app
