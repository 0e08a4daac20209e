// Projects rows onto their first two principal components (PCA), for scatter plots.
#pragma once
#include <vector>

#include "core/matrix.h"
#include "plot/scatter_plot.h"

namespace kinfold::app {

// Scores of the rows on the first two principal components. If the rows have only one column, the second axis is all
// zero. The sign of a component makes its largest loading positive.
std::vector<ScatterAxis> principal_axes(const Matrix& rows);

}  // namespace kinfold::app
