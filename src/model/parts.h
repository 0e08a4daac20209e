// The numbers of a state by name, so that checkpoints can hold any.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "core/table.h"
#include "scorer/factors.h"
#include "update/update.h"

namespace kinfold {

struct StatePart {
  std::string name;
  std::variant<Table*, std::vector<Head>*, std::vector<float>*, std::vector<double>*, std::vector<RowState>*> values;
};
using Parts = std::vector<StatePart>;

// The vectors and biases of a side.
inline void add_parts(Parts& parts, const std::string& name, Side& side) {
  parts.push_back({name + ".factors", &side.factors});
  parts.push_back({name + ".bias", &side.heads});
}

}  // namespace kinfold
