#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "cli/graph_source.h"
#include "cli/mix_start.h"
#include "core/error.h"
#include "data/clean_triples.h"
#include "gnn/adjacency.h"
#include "gnn/propagate.h"
#include "plot/graph_plot.h"
#include "store/atomic_file.h"

namespace kinfold::app {
namespace {

constexpr std::size_t kMaxSteps = 100'000;

struct MixArgs {
  std::string source, steps = "0,1,2,5,50", start = "random", normalization = "row", add_self_loops = "yes",
                      directed = "no", out, plot;
};

// The standard deviation after a number of steps. `rows` holds the features if they are plotted.
struct MixStep {
  std::size_t step;
  double mean_std;
  Matrix rows;
};

struct MixResult {
  std::vector<MixStep> mix_steps;
  Matrix last;
};

// Parses "0,1,5" into ascending, distinct numbers.
std::vector<std::size_t> parse_steps(const std::string& text) {
  std::vector<std::size_t> steps;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    std::size_t step = 0;
    const auto [last, error] = std::from_chars(text.data() + begin, text.data() + end, step);
    const bool whole = error != std::errc::invalid_argument && last == text.data() + end;
    if (!whole)
      throw UsageError(fmt::format("'{}' is not a number of steps", text.substr(begin, end - begin)), "--steps " + text,
                       "use integers such as 0,1,2,5,50");
    if (error != std::errc() || step > kMaxSteps)
      throw UsageError(fmt::format("{} steps are too many", text.substr(begin, end - begin)), "--steps " + text,
                       "use numbers up to " + std::to_string(kMaxSteps));
    steps.push_back(step);
    begin = end + 1;
  }
  std::ranges::sort(steps);
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  return steps;
}

bool is_yes(const std::string& option, const std::string& text) {
  if (text != "yes" && text != "no")
    throw UsageError("'" + text + "' is neither yes nor no", option, known_choices(text, {"yes", "no"}));
  return text == "yes";
}

// Checks the options and the output files before the graph is loaded.
AdjacencyOptions checked_adjacency(const MixArgs& args) {
  const AdjacencyOptions adjacency_options{!is_yes("--directed", args.directed),
                                           is_yes("--add-self-loops", args.add_self_loops), args.normalization};
  adjacency(0, {}, {}, adjacency_options);
  if (!args.out.empty()) copy_format(args.out);
  for (const std::string& path : {args.out, args.plot})
    if (!path.empty()) AtomicFile{path};
  return adjacency_options;
}

Triples load_mix_links(Call& call, const std::string& source, const TrainOptions& options, bool undirected) {
  Triples links = load_triples(call, source, options, GraphTask::kLinks);
  const CleaningReport cleaning = clean_triples(links, options.on_duplicate, "keep", undirected);
  if (cleaning.duplicates > 0)
    call.warn(fmt::format("{} duplicate link{} merged{}", format_count(cleaning.duplicates),
                          cleaning.duplicates == 1 ? " was" : "s were",
                          undirected ? "; (a, b) and (b, a) are the same link" : ""));
  return links;
}

void check_plot(const MixArgs& args, std::size_t nodes, std::size_t width) {
  const std::string where = "--plot " + args.plot, advice = "write the features with --out FILE instead";
  if (nodes > kMaxLayoutNodes)
    throw Error(fmt::format("the graph has {} nodes; a plot shows at most {}", format_count(nodes),
                            format_count(kMaxLayoutNodes)),
                where, advice);
  if (width != 3)
    throw Error(fmt::format("nodes with {} feature{} have no color", width, width == 1 ? "" : "s"), where,
                "use three columns (red, green, blue) or --start random; or " + advice);
}

// The standard deviation of each column over the nodes, averaged over the columns.
double mean_column_std(const Matrix& rows) {
  double sum = 0;
  for (std::size_t k = 0; k < rows.rank(); ++k) {
    double mean = 0, squares = 0;
    for (Id node = 0; node < rows.rows(); ++node) mean += rows[node][k] / double(rows.rows());
    for (Id node = 0; node < rows.rows(); ++node) squares += (rows[node][k] - mean) * (rows[node][k] - mean);
    sum += std::sqrt(squares / double(rows.rows()));
  }
  return sum / double(rows.rank());
}

void check_finite(const Matrix& rows, std::size_t step, const MixArgs& args) {
  if (!std::ranges::all_of(rows.padded(), [](float x) { return std::isfinite(x); }))
    throw Error(fmt::format("features overflow 32-bit floats after {} steps", step),
                "--adjacency-normalization " + args.normalization, "use fewer steps, or --adjacency-normalization row");
}

MixResult mix(const CsrMatrix& adj, Matrix rows, const std::vector<std::size_t>& steps, const MixArgs& args,
              Pool& pool) {
  MixResult result;
  Matrix next;
  std::size_t step_now = 0;
  for (const std::size_t step : steps) {
    for (; step_now < step; ++step_now) {
      propagate(adj, rows, next, pool);
      std::swap(rows, next);
    }
    check_finite(rows, step, args);
    result.mix_steps.push_back({step, mean_column_std(rows), args.plot.empty() ? Matrix() : rows});
  }
  result.last = std::move(rows);
  return result;
}

OutputTable mix_table(const Vocabulary& nodes, const Matrix& rows, bool is_random) {
  OutputTable output{{"node"}, {}};
  std::vector<std::string> names;
  for (Id node = 0; node < nodes.size(); ++node) names.emplace_back(nodes[node]);
  output.columns.emplace_back(std::move(names));
  for (std::size_t k = 0; k < rows.rank(); ++k) {
    std::vector<float> column;
    for (Id node = 0; node < nodes.size(); ++node) column.push_back(rows[node][k]);
    output.names.push_back(is_random ? std::vector<std::string>{"red", "green", "blue"}[k] : fmt::format("x{}", k + 1));
    output.columns.emplace_back(std::move(column));
  }
  return output;
}

// Colors of one panel. Row normalization keeps features in [0, 1]; with others they are divided by the panel's maximum.
GraphPanel panel_of(const MixStep& mix_step, const std::string& normalization) {
  const float max_value = normalization == "row" ? 1 : std::ranges::max(mix_step.rows.padded());
  GraphPanel panel{fmt::format("{} step{}", mix_step.step, mix_step.step == 1 ? "" : "s"), {}, {}};
  for (Id node = 0; node < mix_step.rows.rows(); ++node) {
    std::string fill = "#";
    for (const float channel : mix_step.rows.row(node))
      fill += fmt::format("{:02x}", std::lround(255 * std::clamp(max_value > 0 ? channel / max_value : 0, 0.0f, 1.0f)));
    panel.fills.push_back(fill);
  }
  return panel;
}

std::string mix_plot_svg(const MixArgs& args, const Triples& links, const std::vector<MixStep>& mix_steps) {
  GraphPlot graph_plot;
  graph_plot.title = fmt::format("{}: propagation of node colors ({})", args.source.substr(args.source.rfind('/') + 1),
                                 args.normalization);
  for (const Triple& link : links.rows)
    if (link.head != link.tail) graph_plot.links.emplace_back(link.head, link.tail);
  for (Id node = 0; node < links.entities.size(); ++node) graph_plot.names.emplace_back(links.entities[node]);
  for (const MixStep& mix_step : mix_steps) graph_plot.panels.push_back(panel_of(mix_step, args.normalization));
  graph_plot.at = layout(graph_plot.names.size(), graph_plot.links);
  return svg_graph(graph_plot);
}

void print_mix_steps(Call& call, const MixArgs& args, const Triples& links, const std::vector<MixStep>& mix_steps) {
  if (call.json) {
    Json steps = Json::array();
    for (const MixStep& mix_step : mix_steps)
      steps.push_back({{"step", mix_step.step}, {"mean_std", mix_step.mean_std}});
    Json result = {{"nodes", links.entities.size()},
                   {"links", links.rows.size()},
                   {"normalization", args.normalization},
                   {"steps", steps}};
    if (!args.out.empty()) result["file"] = args.out;
    if (!args.plot.empty()) result["plot"] = args.plot;
    return call.print_json(result);
  }
  if (!args.out.empty()) fmt::print("wrote {} rows to {}\n", format_count(links.entities.size()), args.out);
  if (!args.plot.empty()) fmt::print("wrote {}\n", args.plot);
  if (!args.out.empty() || !args.plot.empty()) return;
  fmt::print("{}: {} links of {} nodes\n   steps  mean std\n", args.source, format_count(links.rows.size()),
             format_count(links.entities.size()));
  for (const MixStep& mix_step : mix_steps) fmt::print("{:>8}  {:.6f}\n", mix_step.step, mix_step.mean_std);
}

void mix_graph(Call& call, const MixArgs& args) {
  const std::vector<std::size_t> steps = parse_steps(args.steps);
  const AdjacencyOptions adjacency_options = checked_adjacency(args);
  const TrainOptions options = call.options();
  const Triples links = load_mix_links(call, args.source, options, adjacency_options.undirected);
  const std::size_t nodes = links.entities.size();
  const bool is_random = args.start == "random";
  Matrix start =
      is_random ? random_colors(nodes, options.seed) : load_initial_features(call, args.start, options, links.entities);
  if (!args.plot.empty()) check_plot(args, nodes, start.rank());
  Pool pool(std::size_t(options.threads));
  const CsrMatrix adj = adjacency(nodes, links.rows, links.weight, adjacency_options);
  const MixResult result = mix(adj, std::move(start), steps, args, pool);
  if (!args.out.empty()) write_rows(mix_table(links.entities, result.last, is_random), args.out);
  if (!args.plot.empty()) write_file(args.plot, mix_plot_svg(args, links, result.mix_steps));
  print_mix_steps(call, args, links, result.mix_steps);
}

}  // namespace

void add_mix(CommandLine& line, Call& call) {
  auto args = std::make_shared<MixArgs>();
  Verb verb = line.add_verb(call, "mix", "Propagate node features along the links of a graph and show how they smooth",
                            [&call, args] { mix_graph(call, *args); });
  verb.add_option("graph", args->source, "Source of the links.").required();
  verb.add_option("--steps", args->steps,
                  "Numbers of propagation steps to report; 0 is the initial state. [0,1,2,5,50]")
      .type_name("N,..");
  verb.add_option("--start", args->start,
                  "Initial features: random colors, or a source with the node in the first column and numbers in the "
                  "others. [random]")
      .type_name("random|SOURCE");
  verb.add_option("--adjacency-normalization", args->normalization,
                  "Normalization of the adjacency matrix: " + join(kAdjacencyNormalizations) + ". [row]")
      .type_name("NAME");
  verb.add_option("--add-self-loops", args->add_self_loops,
                  "Add a self-loop to each node, so that it keeps part of its own features. [yes]")
      .type_name("yes|no");
  verb.add_option("--directed", args->directed, "Propagate only along the direction of the links. [no]")
      .type_name("yes|no");
  verb.add_option("--out,-o", args->out, "File for the features after the last step: .csv, .tsv, .parquet or .json.")
      .type_name("FILE");
  verb.add_option("--plot", args->plot, "SVG file with one drawing of the graph per reported step.").type_name("FILE");
  verb.add_options(call, {"seed", "threads"});
}

}  // namespace kinfold::app
