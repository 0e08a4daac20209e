// Coordinates of the rows of one side of a model: principal components of the embeddings, or the raw embedding
// dimensions.
#pragma once
#include <string>
#include <vector>

#include "core/pool.h"
#include "serve/named_rows.h"
#include "topk/top_k.h"

namespace kinfold {

inline const std::vector<std::string> kAxisKinds = {"principal", "raw"};
inline constexpr std::size_t kMaxAxes = 32;

struct Axes {
  // One per axis; empty for raw axes. For a table model's components, fractions of the sum of squares.
  std::vector<double> explained_variance_ratio;
  Matrix at;  // coordinates: rows x axes

  std::size_t count() const { return at.rank(); }
};

// Computes at most kMaxAxes axes. `kind` is one of kAxisKinds. "principal": the principal components of the trained
// rows, or of an evenly spaced sample of 100 000 of them; the entry of largest magnitude of each component is positive.
// For a table model these are the model's own components. "raw": the first dimensions of the embeddings.
Axes axes_of(const AnyModel& model, const NamedRows& rows, const std::string& kind, Pool& pool);

// The `count` rows with the smallest and the largest coordinates on an axis, most extreme first. Considers only rows
// with at least the median number of training examples, since embeddings of rare rows are unreliable.
struct AxisEnds {
  std::vector<ScoredId> low, high;
};
AxisEnds axis_ends(const Axes& axes, const NamedRows& rows, std::size_t axis, std::size_t count);

// The quantile of a row on an axis among the trained rows; ties count half.
double quantile_of(const Axes& axes, const NamedRows& rows, std::size_t axis, Id row);

}  // namespace kinfold
