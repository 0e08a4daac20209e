// Fuzz target: parses "name=text" lines as options, and each text as a split strategy and a learning rate schedule.
#include "registry/options.h"

#include <cmath>
#include <sstream>

#include "core/error.h"
#include "data/split.h"
#include "optimizer/schedule.h"
#include "registry/registry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kinfold;
  std::istringstream lines(std::string(reinterpret_cast<const char*>(data), size));
  TrainOptions options;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t equal = line.find('=');
    const std::string name = line.substr(0, equal), text = equal == std::string::npos ? "" : line.substr(equal + 1);
    try {
      const TrainOptions::Field& field = TrainOptions::field(name);
      field.set(options, text);
      TrainOptions again;
      field.set(again, field.get(options));
      if (field.get(again) != field.get(options)) std::abort();  // the text of a value must parse to the same value
    } catch (const Error&) {
    }
    try {
      const SplitStrategy strategy = parse_split_strategy(text);
      if (!is_split_strategy(text) || !(strategy.amount > 0)) std::abort();
    } catch (const Error&) {
    }
    try {
      const double factor = lr_factor(text, 3, 10);
      if (!(factor >= 0 && factor <= 1)) std::abort();
    } catch (const Error&) {
    }
  }
  return 0;
}
