// A model of likes by a planted world, of any size at once: what a server of it does does not depend on how it was
// learned. Vectors have a falling spectrum, as learned ones do: coordinate k has deviation (k + 1)^-0.5; items gather
// about some thousand centres, and have a bias by how popular they are.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>

#include "core/random.h"
#include "store/model_file.h"

using namespace kinfold;

namespace {

struct Asked {
  std::size_t users = 100'000, items = 10'000, rank = 64, likes = 20;
  std::string out = "bench.kf";
};

void draw(Random& random, std::span<float> row, float size) {
  for (std::size_t k = 0; k < row.size(); ++k) row[k] += float(size * random.normal() / std::sqrt(double(k + 1)));
}

Side side(Random& random, std::size_t rows, std::size_t rank, std::size_t centres) {
  Table about(centres, rank);
  for (Id c = 0; c < centres; ++c) draw(random, about.row(c), 0.8f);
  Side result{Table(rows, rank), std::vector<Head>(rows)};
  for (Id row = 0; row < rows; ++row) {
    std::ranges::copy(about.row(Id(random.below(centres))), result.factors[row]);
    draw(random, result.factors.row(row), 0.6f);
  }
  return result;
}

Model make(const Asked& asked) {
  Random random(1);
  Model model;
  model.task = "likes";
  model.kind = "mf";
  model.clip = false;
  model.high = 1;
  for (std::size_t u = 0; u < asked.users; ++u) model.user_ids.add("u" + std::to_string(u));
  for (std::size_t i = 0; i < asked.items; ++i) model.item_ids.add("i" + std::to_string(i));
  model.users = side(random, asked.users, asked.rank, 500);
  model.items = side(random, asked.items, asked.rank, 2000);
  for (Head& head : model.items.heads) head.bias = float(0.3 * random.normal());
  model.history.begin = {0};
  for (std::size_t u = 0; u < asked.users; ++u) {
    for (std::size_t n = 0; n < asked.likes; ++n) {
      // Every item is there once before any is there by its popularity.
      const std::size_t drawn = model.history.item.size();
      const double share = random.uniform();
      model.history.item.push_back(Id(drawn < asked.items ? drawn : std::size_t(share * share * double(asked.items))));
      model.history.value.push_back(1);
    }
    model.history.begin.push_back(model.history.item.size());
  }
  model.options = {{"strength", "0.05"}, {"unobserved", "0.1"}};
  model.data = {{"source", "planted"}};
  return model;
}

}  // namespace

int main(int count, char** words) {
  Asked asked;
  CLI::App app("writes a model to be served");
  app.add_option("--users", asked.users);
  app.add_option("--items", asked.items);
  app.add_option("--rank", asked.rank);
  app.add_option("--likes", asked.likes, "of each user");
  app.add_option("--out", asked.out);
  CLI11_PARSE(app, count, words);
  save(make(asked), asked.out);
  fmt::print("{} users, {} items, rank {}: {}\n", asked.users, asked.items, asked.rank, asked.out);
}
