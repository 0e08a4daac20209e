// Writes a synthetic model of likes of any size without training, since the speed of a server does not depend on how
// its model was trained. Vectors have a decaying spectrum, as trained ones do: coordinate k has standard deviation (k +
// 1)^-0.5. Items are in some thousand clusters and have a random bias.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>

#include "core/random.h"
#include "factorization/model_file.h"

using namespace kinfold;

namespace {

struct ServedModelArgs {
  std::size_t users = 100'000, items = 10'000, rank = 64, likes = 20;
  std::string out = "bench.kf";
};

void draw(Random& random, std::span<float> row, float size) {
  for (std::size_t k = 0; k < row.size(); ++k) row[k] += float(size * random.normal() / std::sqrt(double(k + 1)));
}

FactorSide side(Random& random, std::size_t rows, std::size_t rank, std::size_t centres) {
  Matrix centre(centres, rank);
  for (Id c = 0; c < centres; ++c) draw(random, centre.row(c), 0.8f);
  FactorSide result{Matrix(rows, rank), std::vector<BiasAndReg>(rows)};
  for (Id row = 0; row < rows; ++row) {
    std::ranges::copy(centre.row(Id(random.below(centres))), result.factors[row]);
    draw(random, result.factors.row(row), 0.6f);
  }
  return result;
}

Model make(const ServedModelArgs& args) {
  Random random(1);
  Model model;
  model.task = "likes";
  model.kind = "mf";
  model.clip = false;
  model.high = 1;
  for (std::size_t u = 0; u < args.users; ++u) model.user_ids.add("u" + std::to_string(u));
  for (std::size_t i = 0; i < args.items; ++i) model.item_ids.add("i" + std::to_string(i));
  model.users = side(random, args.users, args.rank, 500);
  model.items = side(random, args.items, args.rank, 2000);
  for (BiasAndReg& entry : model.items.bias_and_reg) entry.bias = float(0.3 * random.normal());
  model.history.begin = {0};
  for (std::size_t u = 0; u < args.users; ++u) {
    for (std::size_t n = 0; n < args.likes; ++n) {
      // Every item occurs once; further likes are sampled by popularity.
      const std::size_t num_drawn = model.history.item.size();
      const double share = random.uniform();
      model.history.item.push_back(
          Id(num_drawn < args.items ? num_drawn : std::size_t(share * share * double(args.items))));
      model.history.value.push_back(1);
    }
    model.history.begin.push_back(model.history.item.size());
  }
  model.options = {{"reg", "0.05"}, {"unobserved-weight", "0.1"}};
  model.data = {{"source", "synthetic"}};
  return model;
}

}  // namespace

int main(int count, char** argv) {
  ServedModelArgs args;
  CLI::App app("Writes a synthetic model for kinfold serve");
  app.add_option("--users", args.users);
  app.add_option("--items", args.items);
  app.add_option("--rank", args.rank);
  app.add_option("--likes", args.likes, "Likes of each user");
  app.add_option("--out", args.out);
  CLI11_PARSE(app, count, argv);
  save(make(args), args.out);
  fmt::print("{} users, {} items, rank {}: {}\n", args.users, args.items, args.rank, args.out);
}
