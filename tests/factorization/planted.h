// Synthetic ratings from known factors: r = 3 + b_u + b_i + p_u . q_i + noise.
#pragma once
#include <string>

#include "core/random.h"
#include "core/vector.h"
#include "data/ratings.h"
#include "factorization/model_file.h"
#include "oracle/folder.h"
#include "registry/options.h"

namespace kinfold::oracle {

inline constexpr double kNoise = 0.1;

struct RatingSplit {
  Ratings train, test;
};

inline RatingSplit planted(std::size_t users = 300, std::size_t items = 200, std::size_t rank = 4, double known = 0.3) {
  Random random(17);
  Matrix p(users, rank), q(items, rank), b(users + items, 1);
  for (Matrix* table : {&p, &q, &b})
    for (Id row = 0; row < table->rows(); ++row)
      for (float& x : table->row(row)) x = float(0.6 * random.normal());
  RatingSplit result;
  for (Id u = 0; u < users; ++u)
    for (Id i = 0; i < items; ++i) {
      if (random.uniform() > known) continue;
      Ratings& part = random.uniform() < 0.1 ? result.test : result.train;
      const double value = 3 + b[u][0] + b[Id(users) + i][0] + dot(p[u], q[i], p.stride()) + kNoise * random.normal();
      part.rows.push_back(
          {part.users.add("u" + std::to_string(u)), part.items.add("i" + std::to_string(i)), float(value)});
    }
  return result;
}

// Options that fit these ratings well.
inline TrainOptions planted_options() {
  TrainOptions options;
  options.rank = 4;
  options.reg = 0.002;
  options.bias_reg = 0.001;
  options.epochs = 60;
  options.lr = 0.05;
  options.init_std = 0.1;
  options.threads = 2;
  return options;
}

inline std::string file_bytes(const Model& model) {
  const Folder folder;
  save(model, folder / "m.kf");
  return read_file(folder / "m.kf");
}

}  // namespace kinfold::oracle
