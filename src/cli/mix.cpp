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

constexpr std::size_t kMostSteps = 100'000;

struct Asked {
  std::string source, steps = "0,1,2,5,50", start = "random", normalization = "row", add_self_loops = "yes",
                      directed = "no", out, plot;
};

// The embeddings after some steps, which are kept where they are drawn.
struct Stage {
  std::size_t step;
  double spread;
  Matrix rows;
};

struct Mixed {
  std::vector<Stage> stages;
  Matrix last;
};

// "0,1,5" as rising numbers.
std::vector<std::size_t> steps_of(const std::string& text) {
  std::vector<std::size_t> steps;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    std::size_t step = 0;
    const auto [last, error] = std::from_chars(text.data() + begin, text.data() + end, step);
    const bool whole = error != std::errc::invalid_argument && last == text.data() + end;
    if (!whole)
      throw UsageError(fmt::format("'{}' is no number of steps", text.substr(begin, end - begin)), "--steps " + text,
                       "give whole numbers such as 0,1,2,5,50");
    if (error != std::errc() || step > kMostSteps)
      throw UsageError(fmt::format("{} steps are too many", text.substr(begin, end - begin)), "--steps " + text,
                       "give numbers up to " + std::to_string(kMostSteps));
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

// Refuses now what could not be done after all is read and mixed.
AdjacencyOptions checked_rule(const Asked& asked) {
  const AdjacencyOptions rule{!is_yes("--directed", asked.directed), is_yes("--add-self-loops", asked.add_self_loops),
                              asked.normalization};
  adjacency(0, {}, {}, rule);
  if (!asked.out.empty()) copy_format(asked.out);
  for (const std::string& path : {asked.out, asked.plot})
    if (!path.empty()) AtomicFile{path};
  return rule;
}

Triples load_links(Call& call, const std::string& source, const TrainOptions& options, bool undirected) {
  Triples links = load_triples(call, source, options, GraphTask::kLinks);
  const CleaningReport cleaning = clean_triples(links, options.on_duplicate, "keep", undirected);
  if (cleaning.duplicates > 0)
    call.warn(fmt::format("{} repeated link{} merged{}", grouped(cleaning.duplicates),
                          cleaning.duplicates == 1 ? " was" : "s were",
                          undirected ? ", (a, b) and (b, a) being one" : ""));
  return links;
}

void check_picture(const Asked& asked, std::size_t nodes, std::size_t width) {
  const std::string where = "--plot " + asked.plot, advice = "write the numbers with --out FILE instead";
  if (nodes > kMostPlaced)
    throw Error(fmt::format("the graph has {} nodes, and {} at most are drawn", grouped(nodes), grouped(kMostPlaced)),
                where, advice);
  if (width != 3)
    throw Error(fmt::format("nodes of {} number{} have no colour", width, width == 1 ? "" : "s"), where,
                "give three columns, of red, green and blue, or --start random; or " + advice);
}

// How far nodes are from each other: the deviation of a column over the nodes, and of that the mean over the columns.
double spread_of(const Matrix& rows) {
  double sum = 0;
  for (std::size_t k = 0; k < rows.rank(); ++k) {
    double mean = 0, squares = 0;
    for (Id node = 0; node < rows.rows(); ++node) mean += rows[node][k] / double(rows.rows());
    for (Id node = 0; node < rows.rows(); ++node) squares += (rows[node][k] - mean) * (rows[node][k] - mean);
    sum += std::sqrt(squares / double(rows.rows()));
  }
  return sum / double(rows.rank());
}

void check_finite(const Matrix& rows, std::size_t step, const Asked& asked) {
  if (!std::ranges::all_of(rows.padded(), [](float x) { return std::isfinite(x); }))
    throw Error(fmt::format("after {} steps numbers are too large for 32 bits", step),
                "--adjacency-normalization " + asked.normalization,
                "ask for fewer steps, or use --adjacency-normalization mean");
}

Mixed mix(const CsrMatrix& table, Matrix rows, const std::vector<std::size_t>& steps, const Asked& asked, Pool& pool) {
  Mixed mixed;
  Matrix next;
  std::size_t done = 0;
  for (const std::size_t step : steps) {
    for (; done < step; ++done) {
      propagate(table, rows, next, pool);
      std::swap(rows, next);
    }
    check_finite(rows, step, asked);
    mixed.stages.push_back({step, spread_of(rows), asked.plot.empty() ? Matrix() : rows});
  }
  mixed.last = std::move(rows);
  return mixed;
}

OutputTable sheet_of(const Vocabulary& nodes, const Matrix& rows, bool colours) {
  OutputTable output{{"node"}, {}};
  std::vector<std::string> names;
  for (Id node = 0; node < nodes.size(); ++node) names.emplace_back(nodes[node]);
  output.columns.emplace_back(std::move(names));
  for (std::size_t k = 0; k < rows.rank(); ++k) {
    std::vector<float> column;
    for (Id node = 0; node < nodes.size(); ++node) column.push_back(rows[node][k]);
    output.names.push_back(colours ? std::vector<std::string>{"red", "green", "blue"}[k] : fmt::format("x{}", k + 1));
    output.columns.emplace_back(std::move(column));
  }
  return output;
}

// What does not stay between the numbers that it is mixed of is divided by the largest of its panel.
GraphPanel panel_of(const Stage& stage, const std::string& normalization) {
  const float most = normalization == "row" ? 1 : std::ranges::max(stage.rows.padded());
  GraphPanel panel{fmt::format("{} step{}", stage.step, stage.step == 1 ? "" : "s"), {}, {}};
  for (Id node = 0; node < stage.rows.rows(); ++node) {
    std::string fill = "#";
    for (const float part : stage.rows.row(node))
      fill += fmt::format("{:02x}", std::lround(255 * std::clamp(most > 0 ? part / most : 0, 0.0f, 1.0f)));
    panel.fills.push_back(fill);
  }
  return panel;
}

std::string picture_of(const Asked& asked, const Triples& links, const std::vector<Stage>& stages) {
  GraphPicture picture;
  picture.title =
      fmt::format("{}, colours mixed ({})", asked.source.substr(asked.source.rfind('/') + 1), asked.normalization);
  for (const Triple& link : links.rows)
    if (link.head != link.tail) picture.links.emplace_back(link.head, link.tail);
  for (Id node = 0; node < links.entities.size(); ++node) picture.names.emplace_back(links.entities[node]);
  for (const Stage& stage : stages) picture.panels.push_back(panel_of(stage, asked.normalization));
  picture.at = layout(picture.names.size(), picture.links);
  return svg_graph(picture);
}

void report(Call& call, const Asked& asked, const Triples& links, const std::vector<Stage>& stages) {
  if (call.json) {
    Json steps = Json::array();
    for (const Stage& stage : stages) steps.push_back({{"step", stage.step}, {"spread", stage.spread}});
    Json result = {{"nodes", links.entities.size()},
                   {"links", links.rows.size()},
                   {"normalization", asked.normalization},
                   {"steps", steps}};
    if (!asked.out.empty()) result["file"] = asked.out;
    if (!asked.plot.empty()) result["plot"] = asked.plot;
    return call.answer(result);
  }
  if (!asked.out.empty()) fmt::print("wrote {} rows to {}\n", grouped(links.entities.size()), asked.out);
  if (!asked.plot.empty()) fmt::print("wrote {}\n", asked.plot);
  if (!asked.out.empty() || !asked.plot.empty()) return;
  fmt::print("{}: {} links of {} nodes\n   steps  spread\n", asked.source, grouped(links.rows.size()),
             grouped(links.entities.size()));
  for (const Stage& stage : stages) fmt::print("{:>8}  {:.6f}\n", stage.step, stage.spread);
}

void mix_graph(Call& call, const Asked& asked) {
  const std::vector<std::size_t> steps = steps_of(asked.steps);
  const AdjacencyOptions rule = checked_rule(asked);
  const TrainOptions options = call.options();
  const Triples links = load_links(call, asked.source, options, rule.undirected);
  const std::size_t nodes = links.entities.size();
  const bool colours = asked.start == "random";
  Matrix start = colours ? random_colours(nodes, options.seed) : load_start(call, asked.start, options, links.entities);
  if (!asked.plot.empty()) check_picture(asked, nodes, start.rank());
  Pool pool(std::size_t(options.threads));
  const CsrMatrix table = adjacency(nodes, links.rows, links.weight, rule);
  const Mixed mixed = mix(table, std::move(start), steps, asked, pool);
  if (!asked.out.empty()) write_rows(sheet_of(links.entities, mixed.last, colours), asked.out);
  if (!asked.plot.empty()) write_file(asked.plot, picture_of(asked, links, mixed.stages));
  report(call, asked, links, mixed.stages);
}

}  // namespace

void add_mix(CommandLine& line, Call& call) {
  auto asked = std::make_shared<Asked>();
  Verb verb = line.add_verb(call, "mix", "Let the nodes of a graph take means of their neighbours, step by step",
                            [&call, asked] { mix_graph(call, *asked); });
  verb.add_option("graph", asked->source, "the links").required();
  verb.add_option("--steps", asked->steps, "after how many steps to look; 0 is the start [0,1,2,5,50]")
      .type_name("N,..");
  verb.add_option("--start", asked->start,
                  "random colours, or a source whose first column is the node and the others its numbers [random]")
      .type_name("random|SOURCE");
  verb.add_option("--adjacency-normalization", asked->normalization,
                  "how much of each neighbour: " + join(kAdjacencyNormalizations) + " [row]")
      .type_name("NAME");
  verb.add_option("--add-self-loops", asked->add_self_loops, "whether a node mixes in itself, too [yes]")
      .type_name("yes|no");
  verb.add_option("--directed", asked->directed, "whether a node takes from links that point to it alone [no]")
      .type_name("yes|no");
  verb.add_option("--out,-o", asked->out, "the numbers after the last step: .csv, .tsv, .parquet or .json")
      .type_name("FILE");
  verb.add_option("--plot", asked->plot, "draw the graph after each of the steps to this SVG file").type_name("FILE");
  verb.add_options(call, {"seed", "threads"});
}

}  // namespace kinfold::app
