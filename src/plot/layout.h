// Where the nodes of a graph are drawn: linked ones near each other, all others apart.
#pragma once
#include <utility>
#include <vector>

#include "core/matrix.h"

namespace kinfold::app {

struct Point {
  double x = 0, y = 0;
};

using NodePairs = std::vector<std::pair<Id, Id>>;  // of linked nodes

// The same places for the same graph. Its time grows by the square of the nodes: a few seconds for kMaxLayoutNodes.
inline constexpr std::size_t kMaxLayoutNodes = 2000;
std::vector<Point> layout(std::size_t nodes, const NodePairs& links);

// The longer direction across, the shorter one up.
void align_to_principal_axis(std::vector<Point>& at);

// Moves those apart that are nearer to each other than `least`, if there is room.
void separate(std::vector<Point>& at, double min_distance);

}  // namespace kinfold::app
