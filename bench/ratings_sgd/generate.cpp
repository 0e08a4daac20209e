// Generates synthetic ratings from a known model: r = 3.5 + b_u + b_i + p_u . q_i + noise, rounded to half stars in
// [0.5, 5], with power-law activity of users and popularity of items. A share of the rows is written to a second file.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "core/matrix.h"
#include "core/random.h"
#include "core/vector.h"

namespace {

using namespace kinfold;

struct GenerateArgs {
  std::size_t users = 138'000, items = 27'000, ratings = 20'000'000, rank = 16;
  double noise = 0.8, holdout = 0.1;
  std::uint64_t seed = 1;
  std::string train = "train.csv", test = "test.csv";
};

// Samples index i with probability proportional to (i + shift)^-power, by inversion of the cumulative weights.
class PowerLaw {
 public:
  PowerLaw(std::size_t count, double shift, double power) {
    double total = 0;
    for (std::size_t i = 0; i < count; ++i) cumulative_.push_back(total += std::pow(double(i) + shift, -power));
  }
  std::size_t sample(Random& random) const {
    const double at = random.uniform() * cumulative_.back();
    return std::size_t(std::ranges::upper_bound(cumulative_, at) - cumulative_.begin());
  }
  double share(std::size_t i) const { return (cumulative_[i] - (i ? cumulative_[i - 1] : 0)) / cumulative_.back(); }

 private:
  std::vector<double> cumulative_;
};

Matrix normal_matrix(std::size_t rows, std::size_t rank, double stddev, Random random) {
  Matrix table(rows, rank);
  for (Id row = 0; row < rows; ++row)
    for (float& x : table.row(row)) x = float(stddev * random.normal());
  return table;
}

struct File {
  explicit File(const std::string& path) : handle(std::fopen(path.c_str(), "w")) {
    if (!handle) throw std::runtime_error("cannot write " + path);
    std::fputs("user,item,rating\n", handle);
  }
  ~File() { std::fclose(handle); }
  FILE* handle;
};

void generate(const GenerateArgs& args) {
  Random random(args.seed);
  const double stddev = std::sqrt(0.6 / std::sqrt(double(args.rank)));  // p . q has standard deviation 0.6
  const Matrix p = normal_matrix(args.users, args.rank, stddev, Random(args.seed, {1}));
  const Matrix q = normal_matrix(args.items, args.rank, stddev, Random(args.seed, {2}));
  const Matrix user_bias = normal_matrix(args.users, 1, 0.4, Random(args.seed, {3}));
  const Matrix item_bias = normal_matrix(args.items, 1, 0.5, Random(args.seed, {4}));
  const PowerLaw activity(args.users, double(args.users) / 50, 1.2), popularity(args.items, 30, 1.0);
  const auto user_name = random.permutation(args.users), item_name = random.permutation(args.items);

  File train(args.train), test(args.test);
  std::vector<Id> seen_by(args.items, ~Id{0});
  for (Id u = 0; u < args.users; ++u) {
    const auto num_ratings = std::min(
        args.items / 3, std::max<std::size_t>(20, std::size_t(std::llround(activity.share(u) * double(args.ratings)))));
    for (std::size_t n = 0; n < num_ratings;) {
      const Id i = Id(popularity.sample(random));
      if (std::exchange(seen_by[i], u) == u) continue;
      ++n;
      const double value =
          3.5 + user_bias[u][0] + item_bias[i][0] + dot(p[u], q[i], p.stride()) + args.noise * random.normal();
      const double stars = std::clamp(std::round(2 * value) / 2, 0.5, 5.0);
      std::fprintf((random.uniform() < args.holdout ? test : train).handle, "%u,%u,%g\n", user_name[u], item_name[i],
                   stars);
    }
  }
}

}  // namespace

int main(int count, char** argv) {
  GenerateArgs args;
  CLI::App app("Generates synthetic ratings from a known model");
  app.add_option("--users", args.users);
  app.add_option("--items", args.items);
  app.add_option("--ratings", args.ratings);
  app.add_option("--rank", args.rank);
  app.add_option("--noise", args.noise);
  app.add_option("--holdout", args.holdout);
  app.add_option("--seed", args.seed);
  app.add_option("--train", args.train);
  app.add_option("--test", args.test);
  CLI11_PARSE(app, count, argv);
  generate(args);
}
