#include "plot/layout.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/random.h"
#include "gnn/adjacency.h"
#include "gnn/propagate.h"

namespace kinfold::app {
namespace {

constexpr int kIterations = 400, kSeparationIterations = 60;
constexpr double kGravity = 0.25;

Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
double squared(Point p) { return p.x * p.x + p.y * p.y; }
void add_scaled(Point& force, Point along, double by) {
  force.x += by * along.x;
  force.y += by * along.y;
}

// Places the nodes on a disc. Their angles follow the breadth-first order, so neighbours start close to each other.
std::vector<Point> initial_layout(std::size_t nodes, const NodePairs& links) {
  std::vector<Triple> facts;
  for (const auto& [a, b] : links) facts.push_back({a, 0, b});
  const std::vector<Id> order = breadth_first(adjacency(nodes, facts, {}, {true, false, "none"}));
  const double radius = std::sqrt(double(nodes));
  std::vector<Point> at(nodes);
  for (std::size_t index = 0; index < nodes; ++index) {
    const double angle = 2 * std::numbers::pi * double(index) / double(nodes);
    const double distance = radius * std::sqrt(Random(1, {index}).uniform());
    at[order[index]] = {distance * std::cos(angle), distance * std::sin(angle)};
  }
  return at;
}

// The forces on each node (Fruchterman, Reingold 1991). d is the distance of two nodes, or of a node from the center.
// The unit of length is k, the equilibrium distance of two linked nodes:
//
//   f_r(d) = k^2 / d   repulsion between all nodes
//   f_a(d) = d^2 / k   attraction between linked nodes
//   f_g(d) = d / 4     gravity towards the center; keeps unconnected components together
std::vector<Point> forces_on(const std::vector<Point>& at, const NodePairs& links) {
  std::vector<Point> force(at.size());
  for (std::size_t a = 0; a < at.size(); ++a) {
    for (std::size_t b = a + 1; b < at.size(); ++b) {
      const Point apart = at[a] - at[b];
      const double by = 1 / std::max(squared(apart), 1e-6);  // f_r / d
      add_scaled(force[a], apart, by);
      add_scaled(force[b], apart, -by);
    }
    add_scaled(force[a], at[a], -kGravity);
  }
  for (const auto& [a, b] : links) {
    const Point apart = at[a] - at[b];
    const double by = std::sqrt(squared(apart));  // f_a / d
    add_scaled(force[a], apart, -by);
    add_scaled(force[b], apart, by);
  }
  return force;
}

}  // namespace

std::vector<Point> layout(std::size_t nodes, const NodePairs& links) {
  std::vector<Point> at = initial_layout(nodes, links);
  const double initial_temperature = std::sqrt(double(nodes)) / 10;
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    const std::vector<Point> force = forces_on(at, links);
    const double max_step = initial_temperature * (1 - double(iteration) / kIterations);
    for (std::size_t node = 0; node < nodes; ++node) {
      const double length = std::sqrt(squared(force[node]));
      if (length > 0) add_scaled(at[node], force[node], std::min(length, max_step) / length);
    }
  }
  return at;
}

// The angle t of the first principal axis: tan 2t = 2 s_xy / (s_xx - s_yy).
void align_to_principal_axis(std::vector<Point>& at) {
  Point center;
  for (const Point& p : at) add_scaled(center, p, 1 / double(at.size()));
  double xx = 0, xy = 0, yy = 0;
  for (Point& p : at) {
    p = p - center;
    xx += p.x * p.x, xy += p.x * p.y, yy += p.y * p.y;
  }
  const double angle = std::atan2(2 * xy, xx - yy) / 2, cos = std::cos(angle), sin = std::sin(angle);
  for (Point& p : at) p = {cos * p.x + sin * p.y, cos * p.y - sin * p.x};
}

void separate(std::vector<Point>& at, double min_distance) {
  for (int iteration = 0; iteration < kSeparationIterations; ++iteration)
    for (std::size_t a = 0; a < at.size(); ++a)
      for (std::size_t b = a + 1; b < at.size(); ++b) {
        const Point apart = at[a] - at[b];
        const double gap = std::sqrt(squared(apart));
        if (gap >= min_distance || gap == 0) continue;
        const double by = (min_distance - gap) / (2 * gap);
        add_scaled(at[a], apart, by);
        add_scaled(at[b], apart, -by);
      }
}

}  // namespace kinfold::app
