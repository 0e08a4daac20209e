// Ratings with a planted truth: r = 3 + b_u + b_i + p_u . q_i + noise.
#pragma once
#include <string>

#include "core/random.h"
#include "core/vector.h"
#include "data/ratings.h"
#include "oracle/folder.h"
#include "store/model_file.h"
#include "train/options.h"

namespace kinfold::oracle {

inline constexpr double kNoise = 0.1;

struct Planted {
  Ratings train, test;
};

inline Planted planted(std::size_t users = 300, std::size_t items = 200, std::size_t rank = 4, double known = 0.3) {
  Random random(17);
  Table p(users, rank), q(items, rank), b(users + items, 1);
  for (Table* table : {&p, &q, &b})
    for (Id row = 0; row < table->rows(); ++row)
      for (float& x : table->row(row)) x = float(0.6 * random.normal());
  Planted result;
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

// Options that suit it.
inline Options planted_options() {
  Options options;
  options.rank = 4;
  options.strength = 0.002;
  options.bias_strength = 0.001;
  options.epochs = 60;
  options.rate = 0.05;
  options.init = 0.1;
  options.threads = 2;
  return options;
}

inline std::string file_bytes(const Model& model) {
  const Folder folder;
  save(model, folder / "m.kf");
  return slurp(folder / "m.kf");
}

}  // namespace kinfold::oracle
