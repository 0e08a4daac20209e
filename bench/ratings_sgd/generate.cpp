// Writes ratings with a planted truth: r = 3.5 + b_u + b_i + p_u . q_i + noise, rounded to half stars in [0.5, 5], with
// power-law activity of users and popularity of items. A share of the rows goes to a second file.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "core/random.h"
#include "core/table.h"
#include "core/vector.h"

namespace {

using namespace kinfold;

struct Asked {
  std::size_t users = 138'000, items = 27'000, ratings = 20'000'000, rank = 16;
  double noise = 0.8, withheld = 0.1;
  std::uint64_t seed = 1;
  std::string train = "train.csv", test = "test.csv";
};

// Draws index i with probability proportional to (i + shift)^-power, by the inverse of the cumulated weights.
class PowerLaw {
 public:
  PowerLaw(std::size_t count, double shift, double power) {
    double total = 0;
    for (std::size_t i = 0; i < count; ++i) cumulated_.push_back(total += std::pow(double(i) + shift, -power));
  }
  std::size_t draw(Random& random) const {
    const double at = random.uniform() * cumulated_.back();
    return std::size_t(std::ranges::upper_bound(cumulated_, at) - cumulated_.begin());
  }
  double share(std::size_t i) const { return (cumulated_[i] - (i ? cumulated_[i - 1] : 0)) / cumulated_.back(); }

 private:
  std::vector<double> cumulated_;
};

Table normal_table(std::size_t rows, std::size_t rank, double deviation, Random random) {
  Table table(rows, rank);
  for (Id row = 0; row < rows; ++row)
    for (float& x : table.row(row)) x = float(deviation * random.normal());
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

void generate(const Asked& asked) {
  Random random(asked.seed);
  const double deviation = std::sqrt(0.6 / std::sqrt(double(asked.rank)));  // p . q has deviation 0.6
  const Table p = normal_table(asked.users, asked.rank, deviation, Random(asked.seed, {1}));
  const Table q = normal_table(asked.items, asked.rank, deviation, Random(asked.seed, {2}));
  const Table user_bias = normal_table(asked.users, 1, 0.4, Random(asked.seed, {3}));
  const Table item_bias = normal_table(asked.items, 1, 0.5, Random(asked.seed, {4}));
  const PowerLaw activity(asked.users, double(asked.users) / 50, 1.2), popularity(asked.items, 30, 1.0);
  const auto user_name = random.permutation(asked.users), item_name = random.permutation(asked.items);

  File train(asked.train), test(asked.test);
  std::vector<Id> seen_by(asked.items, ~Id{0});
  for (Id u = 0; u < asked.users; ++u) {
    const auto wanted =
        std::min(asked.items / 3,
                 std::max<std::size_t>(20, std::size_t(std::llround(activity.share(u) * double(asked.ratings)))));
    for (std::size_t n = 0; n < wanted;) {
      const Id i = Id(popularity.draw(random));
      if (std::exchange(seen_by[i], u) == u) continue;
      ++n;
      const double value =
          3.5 + user_bias[u][0] + item_bias[i][0] + dot(p[u], q[i], p.stride()) + asked.noise * random.normal();
      const double stars = std::clamp(std::round(2 * value) / 2, 0.5, 5.0);
      std::fprintf((random.uniform() < asked.withheld ? test : train).handle, "%u,%u,%g\n", user_name[u], item_name[i],
                   stars);
    }
  }
}

}  // namespace

int main(int count, char** words) {
  Asked asked;
  CLI::App app("Ratings with a planted truth");
  app.add_option("--users", asked.users);
  app.add_option("--items", asked.items);
  app.add_option("--ratings", asked.ratings);
  app.add_option("--rank", asked.rank);
  app.add_option("--noise", asked.noise);
  app.add_option("--withheld", asked.withheld);
  app.add_option("--seed", asked.seed);
  app.add_option("--train", asked.train);
  app.add_option("--test", asked.test);
  CLI11_PARSE(app, count, words);
  generate(asked);
}
