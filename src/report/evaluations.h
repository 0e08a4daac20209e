// What `kinfold evaluate --json` wrote of models, found again by the checksum of the model file that was measured.
#pragma once
#include <nlohmann/json.hpp>

#include "report/format.h"

namespace kinfold::app {

class EvaluationFiles {
 public:
  // All are read at once, so that a file that is no evaluation is an Error now.
  explicit EvaluationFiles(std::vector<std::string> paths);
  // An array of those of one model file, as their files are now: a later model and its evaluation may take the place of
  // earlier ones while both are asked for. What cannot be read by then is left out.
  Json of(const std::string& checksum) const;

 private:
  std::vector<std::string> paths_;
};

}  // namespace kinfold::app
