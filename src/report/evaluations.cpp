#include "report/evaluations.h"

#include <fstream>
#include <iterator>

#include "core/error.h"

namespace kinfold::app {
namespace {

Json read_evaluation(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error("cannot be opened", path, "check that the file exists and is readable");
  const Json value = Json::parse(std::string(std::istreambuf_iterator<char>(file), {}), nullptr, false);
  const bool is_evaluation = value.is_object() && value.contains("checksum") && value.contains("protocol") &&
                             value.contains("metrics") && value["metrics"].is_object();
  if (!is_evaluation)
    throw Error("not the JSON output of an evaluation", path,
                "write one with kinfold evaluate MODEL --test SOURCE --json > " + path);
  return value;
}

}  // namespace

EvaluationFiles::EvaluationFiles(std::vector<std::string> paths) : paths_(std::move(paths)) {
  for (const std::string& path : paths_) read_evaluation(path);
}

Json EvaluationFiles::of(const std::string& checksum) const {
  Json matching = Json::array();
  for (const std::string& path : paths_) {
    try {
      if (Json evaluation = read_evaluation(path); evaluation["checksum"] == checksum)
        matching.push_back(std::move(evaluation));
    } catch (const Error&) {
      continue;
    }
  }
  return matching;
}

}  // namespace kinfold::app
