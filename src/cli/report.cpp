#include <fmt/format.h>

#include "cli/graph_call.h"
#include "cli/graph_source.h"
#include "cli/node_call.h"
#include "cli/table_call.h"
#include "core/error.h"
#include "evaluate/bootstrap.h"
#include "factorization/model_file.h"
#include "kg/graph_file.h"
#include "nodes/node_file.h"
#include "report/report_pages.h"
#include "store/atomic_file.h"
#include "store/metadata.h"
#include "table/table_file.h"

namespace kinfold::app {
namespace {

struct ReportArgs {
  std::string model, test, out;
  double holdout = 0.1;
};

void write_report(Call& call, const Verb& verb, const ReportArgs& args) {
  AtomicFile{args.out};
  const TensorReader file(args.model);
  const std::string task = task_of(file);
  if (task != "table" && verb.is_set("--holdout"))
    throw UsageError("--holdout applies only to tables", "--holdout", "remove the option");
  Pool pool(std::size_t(call.options().threads));
  Page page(fmt::format("{} on {}", args.model, args.test));
  const TrainOptions options = call.options();
  if (is_table_model(file)) {
    const TableModel model = load_table(file);
    table_page(page, model, held_out_report(call, model, args.test, args.holdout, pool));
  } else if (is_node_model(file)) {
    nodes_page(page, call, load_nodes(file), load_labels(call, args.test, options), args.test, options.seed, pool);
  } else if (is_graph_model(file)) {
    const Triples test = load_triples(call, args.test, options, graph_of(task));
    graph_page(page, call, load_graph(file), test, args.test, options.seed, pool);
  } else {
    const Ratings test = load_ratings(call, args.test, options, rating_fields(task)).ratings;
    factorization_page(page, call, load(file), test, args.test, options.seed, pool);
  }
  std::vector<std::string> lead = {
      fmt::format("{}: held-out data of {}; 95 % intervals by bootstrap, {} resamples, seed {}", task, args.test,
                  kResamples, options.seed)};
  lead.insert(lead.end(), call.warnings.begin(), call.warnings.end());
  page.summary(lead);
  write_file(args.out, page.html());
  if (call.json) return call.print_json({{"file", args.out}, {"task", task}});
  fmt::print("wrote {}\n", args.out);
}

}  // namespace

void add_report(CommandLine& line, Call& call) {
  auto args = std::make_shared<ReportArgs>();
  Verb verb = line.add_verb(call, "report", "Write an HTML report of a model's evaluation on held-out data", [] {});
  verb.set_action(call, [&call, verb, args] { write_report(call, verb, *args); });
  verb.add_option("model", args->model, "Model file.").required();
  verb.add_option("--test", args->test,
                  "Source of the held-out ratings, facts or labels; for a table, of further rows.")
      .required()
      .type_name("SOURCE");
  verb.add_option("--out,-o", args->out, "HTML file to write, such as report.html.").required().type_name("FILE");
  verb.add_option("--holdout", args->holdout,
                  "Tables: fraction of the observed cells that is held out and predicted from the others, from 0.001 "
                  "to 0.9. [0.1]")
      .between(0.001, 0.9)
      .type_name("X");
  verb.add_options(call, {"seed", "threads", "column-types"});
}

}  // namespace kinfold::app
