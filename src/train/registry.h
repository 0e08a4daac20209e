// The one place that names every piece. Help, error texts and the typed tests read these lists.
#pragma once
#include <string>
#include <vector>

#include "loss/point.h"
#include "penalty/ridge.h"
#include "scorer/factors.h"
#include "update/update.h"

namespace kinfold {

// Losses, penalties, updates and scorers: PointLosses, Penalties, Updates, Scorers, each in its own header.

// mf: biases and factors; biases: biases alone; mean: the mean of the training values.
inline const std::vector<std::string> kModels = {"mf", "biases", "mean"};

// How the rate falls from the first epoch to the last: linearly or along a cosine towards 0, or not at all.
inline const std::vector<std::string> kDecays = {"linear", "cosine", "none"};

// rate of epoch e of n as a share of the first; `decay` is one of kDecays or a factor in (0, 1].
double rate_share(const std::string& decay, std::size_t epoch, std::size_t epochs);

}  // namespace kinfold
