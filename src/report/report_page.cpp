#include <fmt/format.h>

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

struct Asked {
  std::string model, test, out;
  double withhold = 0.1;
};

void report(Call& call, const Verb& verb, const Asked& asked) {
  AtomicFile{asked.out};
  const TensorReader file(asked.model);
  const std::string task = task_of(file);
  if (task != "table" && verb.given("--holdout"))
    throw UsageError("--holdout is for tables alone", "--holdout", "leave it out");
  Pool pool(std::size_t(call.options().threads));
  Page page(fmt::format("{} on {}", asked.model, asked.test));
  if (is_table_model(file))
    table_page(page, call, load_table(file), asked.test, asked.withhold, pool);
  else if (is_node_model(file))
    labels_page(page, call, load_nodes(file), asked.test, pool);
  else if (is_graph_model(file))
    graph_page(page, call, load_graph(file), asked.test, pool);
  else
    model_page(page, call, load(file), asked.test, pool);
  std::vector<std::string> lead = {
      fmt::format("{}: what was withheld in {}; 95 % intervals by bootstrap, {} resamples, seed {}", task, asked.test,
                  kResamples, call.options().seed)};
  lead.insert(lead.end(), call.warnings.begin(), call.warnings.end());
  page.lead(lead);
  write_file(asked.out, page.html());
  if (call.json) return call.answer({{"file", asked.out}, {"task", task}});
  fmt::print("wrote {}\n", asked.out);
}

}  // namespace

void add_report(CommandLine& line, Call& call) {
  auto asked = std::make_shared<Asked>();
  Verb verb = line.add_verb(call, "report", "Write what a model does on withheld data as a page to read", [] {});
  verb.when_chosen(call, [&call, verb, asked] { report(call, verb, *asked); });
  verb.add_option("model", asked->model, "a model file").required();
  verb.add_option("--test", asked->test, "the withheld rows, facts or labels; of a table, further rows")
      .required()
      .type_name("SOURCE");
  verb.add_option("--out,-o", asked->out, "the page, such as report.html").required().type_name("FILE");
  verb.add_option("--holdout", asked->withhold,
                  "of a table: the share of the known cells that is withheld, to be told from the others [0.1]")
      .between(0.001, 0.9)
      .type_name("X");
  verb.add_options(call, {"seed", "threads", "column-types"});
}

}  // namespace kinfold::app
