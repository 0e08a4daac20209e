// Where the rows of a side lie on axes: the directions of greatest variance, or the numbers of their vectors.
#pragma once
#include <string>
#include <vector>

#include "core/pool.h"
#include "serve/named_rows.h"
#include "topk/top_k.h"

namespace kinfold {

inline const std::vector<std::string> kAxisKinds = {"principal", "raw"};
inline constexpr std::size_t kMaxAxes = 32;  // at most

struct Axes {
  std::vector<double>
      explained_variance_ratio;  // of the variance, axis by axis; of a table's own directions of its squares; or empty
  Matrix at;                     // rows x axes

  std::size_t count() const { return at.rank(); }
};

// Of the rows that training showed. Principal axes are those of at most 100 000 rows, taken at even distances, and have
// their greatest number positive; a table's are its own directions. Raw ones are the first numbers of the vectors.
Axes axes_of(const AnyModel& model, const NamedRows& rows, const std::string& kind, Pool& pool);

// Rows with the least and the greatest coordinates on an axis, the outermost first: of the better known half, since
// what training showed seldom lies anywhere.
struct AxisEnds {
  std::vector<ScoredId> low, high;
};
AxisEnds axis_ends(const Axes& axes, const NamedRows& rows, std::size_t axis, std::size_t count);

// The share of the learned rows that lie below a row on an axis, half of those beside it counted.
double quantile_of(const Axes& axes, const NamedRows& rows, std::size_t axis, Id row);

}  // namespace kinfold
