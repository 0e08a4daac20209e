#include "kg/relational_scorer.h"

namespace kinfold {

RelationalScorer::RelationalScorer(std::string_view name, RelationalOptions options) : scorer_(DistMult(options)) {
  dispatch(AllScorers(), "model", name, [&]<class S>() { scorer_.emplace<S>(options); });
}

}  // namespace kinfold
