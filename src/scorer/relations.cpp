#include "scorer/relations.h"

namespace kinfold {

RelationalScorer::RelationalScorer(std::string_view name, RelationalSetting setting) : scorer_(DistMult(setting)) {
  with_choice(AllScorers(), "model", name, [&]<class S>() { scorer_.emplace<S>(setting); });
}

}  // namespace kinfold
