// Finds the JSON files that `kinfold evaluate --json` has written for a model, by the checksum of the model file.
#pragma once
#include <nlohmann/json.hpp>

#include "report/format.h"

namespace kinfold::app {

class EvaluationFiles {
 public:
  // Reads all files. Throws an Error if a file cannot be read or is not the output of an evaluation.
  explicit EvaluationFiles(std::vector<std::string> paths);
  // The evaluations of the model file with this checksum, as a JSON array. Reads the files again at each call, so that
  // a new model and its evaluation can replace the old ones while a server runs. Skips files that cannot be read.
  Json of(const std::string& checksum) const;

 private:
  std::vector<std::string> paths_;
};

}  // namespace kinfold::app
