// Fuzz target: reads any bytes as a text file of node labels and node features. The first byte selects options, the
// rest is the file.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "io/nodes/label_reader.h"
#include "io/nodes/node_feature_reader.h"

namespace {

using namespace kinfold;

void check(bool good) {
  if (!good) std::abort();
}

void labels(const std::string& path, const SourceOptions& options) {
  LabelsReport report;
  const NodeLabels labels = read_labels(path, options, report);
  for (const NodeLabel& label : labels.rows)
    check(label.node < labels.nodes.size() && label.class_id < labels.classes.size());
}

void features(const std::string& path, const SourceOptions& options, const std::string& types) {
  NodeFeaturesReport report;
  const NodeFeatures f = read_node_features(path, options, types, report);
  check(f.rows.rows() == f.nodes.size() && f.rows.columns == f.names.size());
  for (std::size_t row = 0; row < f.rows.rows(); ++row) {
    const auto columns = f.rows.columns_of(row);
    for (std::size_t n = 0; n < columns.size(); ++n)
      check(columns[n] < (n + 1 < columns.size() ? columns[n + 1] : f.rows.columns));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1 || size > 4000) return 0;
  static const std::string path = (std::filesystem::is_directory("/dev/shm") ? "/dev/shm/" : "/tmp/") +
                                  std::string("kinfold_fuzz.") + std::to_string(getpid()) + ".csv";
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(data) + 1, std::streamsize(size - 1));
  SourceOptions options;
  options.threads = 1;
  options.skip_bad_rows = data[0] & 1;
  options.header = data[0] & 2 ? "auto" : data[0] & 4 ? "yes" : "no";
  try {
    if (data[0] & 8)
      labels(path, options);
    else
      features(path, options, data[0] & 16 ? "column1=list" : "");
  } catch (const Error&) {
  }
  std::filesystem::remove(path);
  return 0;
}
