#include "nodes/options.h"

namespace kinfold {

const std::vector<std::string>& node_losses() {
  static const std::vector<std::string> names = {"softmax", "logistic"};
  return names;
}

}  // namespace kinfold
