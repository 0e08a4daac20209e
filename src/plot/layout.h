// Force-directed layout of a graph (Fruchterman, Reingold 1991): linked nodes are close, other nodes are apart.
#pragma once
#include <utility>
#include <vector>

#include "core/matrix.h"

namespace kinfold::app {

struct Point {
  double x = 0, y = 0;
};

using NodePairs = std::vector<std::pair<Id, Id>>;  // links

// Deterministic. Takes O(nodes^2) time per iteration: a few seconds for kMaxLayoutNodes.
inline constexpr std::size_t kMaxLayoutNodes = 2000;
std::vector<Point> layout(std::size_t nodes, const NodePairs& links);

// Centers the points at the origin and rotates their first principal axis onto the x axis.
void align_to_principal_axis(std::vector<Point>& at);

// Moves points apart that are closer to each other than `min_distance`. Best effort: a fixed number of iterations.
void separate(std::vector<Point>& at, double min_distance);

}  // namespace kinfold::app
