#include "cli/mix_start.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/table_source.h"
#include "core/error.h"
#include "core/random.h"
#include "io/cells.h"
#include "io/table/frame_plan.h"

namespace kinfold::app {
namespace {

constexpr std::uint64_t kStream = 0xc0105;
constexpr const char* kFormatAdvice = "the first column must be the node and the others its features";

// The name of a column in --column-types.
std::string name_of(Source& source, std::size_t column) {
  if (column == 0 && source.first_is_unnamed()) return kRowNames;
  const std::string name(trimmed(source.columns()[column].name));
  return source.has_header() && name.find(',') == std::string::npos ? name : std::to_string(column + 1);
}

// Column types that read the first column as names and the numeric columns as numbers, and skip the others.
std::string types_of(Call& call, Source& source) {
  std::string types = name_of(source, 0) + "=name";
  std::vector<std::string> others;
  for (std::size_t c = 1; c < source.columns().size(); ++c) {
    const bool numbers = source.columns()[c].is_number() && source.columns()[c].type != "BOOLEAN";
    if (!numbers) others.push_back(name_of(source, c));
    types += "," + name_of(source, c) + (numbers ? "=number" : "=skip");
  }
  if (others.size() + 1 == source.columns().size())
    throw Error("the source has no numeric column", source.text(), kFormatAdvice);
  if (!others.empty()) call.warn(source.text() + ": skipped columns without numbers: " + shorten_list(others));
  return types;
}

Frame read_initial_features(Call& call, const std::string& path, TrainOptions options) {
  options.columns = "";
  Source source = table_source(path, options);
  FrameReport report;
  Frame frame = load_frame(call, source, {types_of(call, source), {}}, report);
  if (std::ranges::any_of(frame.names, &std::string::empty)) throw Error("a row has no node id", path, kFormatAdvice);
  return frame;
}

// The row of the frame for each node.
std::vector<Id> node_indices(Call& call, const Frame& frame, const std::string& path, const Vocabulary& nodes) {
  std::vector<Id> rows(nodes.size(), kUnseen);
  std::size_t num_unknown = 0;
  for (Id row = 0; row < frame.names.size(); ++row) {
    const std::optional<Id> node = nodes.find(frame.names[row]);
    if (!node) {
      ++num_unknown;
      continue;
    }
    if (rows[*node] != kUnseen)
      throw Error("node '" + frame.names[row] + "' appears twice", path, "use one row per node");
    rows[*node] = row;
  }
  if (const auto missing_node = std::ranges::find(rows, kUnseen); missing_node != rows.end())
    throw Error(fmt::format("node '{}' of the graph has no row", nodes[Id(missing_node - rows.begin())]), path,
                "use one row per node");
  if (num_unknown > 0)
    call.warn(fmt::format("{}: {} row{} skipped: the graph does not have their nodes", path, format_count(num_unknown),
                          num_unknown == 1 ? " was" : "s were"));
  return rows;
}

}  // namespace

Matrix random_colors(std::size_t nodes, std::uint64_t seed) {
  Matrix colors(nodes, 3);
  for (Id node = 0; node < nodes; ++node) {
    Random random(seed, {kStream, node});
    for (float& channel : colors.row(node)) channel = float(random.uniform());
  }
  return colors;
}

Matrix load_initial_features(Call& call, const std::string& source, const TrainOptions& options,
                             const Vocabulary& nodes) {
  const Frame frame = read_initial_features(call, source, options);
  const std::vector<Id> rows = node_indices(call, frame, source, nodes);
  Matrix features(nodes.size(), frame.columns.size());
  for (Id node = 0; node < nodes.size(); ++node) {
    std::ranges::copy(frame.cells.row(rows[node]), features[node]);
    const auto missing_cell = std::ranges::find_if(features.row(node), missing);
    if (missing_cell != features.row(node).end())
      throw Error(fmt::format("node '{}' has no number in column '{}'", nodes[node],
                              frame.columns[std::size_t(missing_cell - features.row(node).begin())].name),
                  source, "use a number for each node in each column");
  }
  return features;
}

}  // namespace kinfold::app
