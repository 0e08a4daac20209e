#include "serve/neighbors.h"

#include "core/vector.h"

namespace kinfold {

std::vector<ScoredId> neighbors(const NamedRows& rows, Id row, std::size_t top, const std::string& metric) {
  if (!rows.trained(row)) return {};
  std::vector<float> scores(rows.size());
  dots((*rows.vectors)[row], *rows.vectors, 0, scores);
  const bool cosine = metric == "cosine";
  for (Id id = 0; id < scores.size(); ++id) {
    if (id == row || !rows.trained(id))
      scores[id] = kExcluded;
    else if (cosine)
      scores[id] *= rows.inverse_length[row] * rows.inverse_length[id];
  }
  TopK best(top);
  best.take(scores, 0);
  return best.sorted();
}

}  // namespace kinfold
