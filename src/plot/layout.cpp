#include "plot/layout.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/random.h"
#include "gnn/adjacency.h"
#include "gnn/propagate.h"

namespace kinfold::app {
namespace {

constexpr int kRounds = 400, kPartings = 60;
constexpr double kGravity = 0.25;

Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
double squared(Point p) { return p.x * p.x + p.y * p.y; }
void push(Point& force, Point along, double by) {
  force.x += by * along.x;
  force.y += by * along.y;
}

// On a disc, the nodes around its middle in an order in which neighbours stand near each other.
std::vector<Point> start(std::size_t nodes, const Pairs& links) {
  std::vector<Triple> facts;
  for (const auto& [a, b] : links) facts.push_back({a, 0, b});
  const std::vector<Id> order = breadth_first(adjacency(nodes, facts, {}, {true, false, "none"}));
  const double radius = std::sqrt(double(nodes));
  std::vector<Point> at(nodes);
  for (std::size_t place = 0; place < nodes; ++place) {
    const double angle = 2 * std::numbers::pi * double(place) / double(nodes);
    const double out = radius * std::sqrt(Random(1, {place}).uniform());
    at[order[place]] = {out * std::cos(angle), out * std::sin(angle)};
  }
  return at;
}

// In units of the distance k at which two linked nodes alone would come to rest (Fruchterman, Reingold 1991), d being
// the distance of two nodes, or of one from the middle:
//
//   f_r(d) = k^2 / d   drives all nodes apart
//   f_a(d) = d^2 / k   draws linked ones together
//   f_g(d) = d / 4     draws each to the middle, so that parts without links between them do not fly away
std::vector<Point> forces_on(const std::vector<Point>& at, const Pairs& links) {
  std::vector<Point> force(at.size());
  for (std::size_t a = 0; a < at.size(); ++a) {
    for (std::size_t b = a + 1; b < at.size(); ++b) {
      const Point apart = at[a] - at[b];
      const double by = 1 / std::max(squared(apart), 1e-6);  // f_r / d
      push(force[a], apart, by);
      push(force[b], apart, -by);
    }
    push(force[a], at[a], -kGravity);
  }
  for (const auto& [a, b] : links) {
    const Point apart = at[a] - at[b];
    const double by = std::sqrt(squared(apart));  // f_a / d
    push(force[a], apart, -by);
    push(force[b], apart, by);
  }
  return force;
}

}  // namespace

std::vector<Point> layout(std::size_t nodes, const Pairs& links) {
  std::vector<Point> at = start(nodes, links);
  const double hottest = std::sqrt(double(nodes)) / 10;
  for (int round = 0; round < kRounds; ++round) {
    const std::vector<Point> force = forces_on(at, links);
    const double farthest = hottest * (1 - double(round) / kRounds);
    for (std::size_t node = 0; node < nodes; ++node) {
      const double length = std::sqrt(squared(force[node]));
      if (length > 0) push(at[node], force[node], std::min(length, farthest) / length);
    }
  }
  return at;
}

// By the angle of the first principal axis: tan 2t = 2 s_xy / (s_xx - s_yy).
void lay_flat(std::vector<Point>& at) {
  Point middle;
  for (const Point& p : at) push(middle, p, 1 / double(at.size()));
  double xx = 0, xy = 0, yy = 0;
  for (Point& p : at) {
    p = p - middle;
    xx += p.x * p.x, xy += p.x * p.y, yy += p.y * p.y;
  }
  const double angle = std::atan2(2 * xy, xx - yy) / 2, cos = std::cos(angle), sin = std::sin(angle);
  for (Point& p : at) p = {cos * p.x + sin * p.y, cos * p.y - sin * p.x};
}

void part(std::vector<Point>& at, double least) {
  for (int round = 0; round < kPartings; ++round)
    for (std::size_t a = 0; a < at.size(); ++a)
      for (std::size_t b = a + 1; b < at.size(); ++b) {
        const Point apart = at[a] - at[b];
        const double distance = std::sqrt(squared(apart));
        if (distance >= least || distance == 0) continue;
        const double by = (least - distance) / (2 * distance);
        push(at[a], apart, by);
        push(at[b], apart, -by);
      }
}

}  // namespace kinfold::app
