// Rows of many numbers on paper.
#pragma once
#include <vector>

#include "core/matrix.h"
#include "plot/scatter_plot.h"

namespace kinfold::app {

// The two directions of greatest variance; one of no length where there is one number alone. Their signs are such that
// the greatest number of each is positive.
std::vector<ScatterAxis> principal_axes(const Matrix& rows);

}  // namespace kinfold::app
