// Ratings with a planted truth: r = 3 + b_u + b_i + p_u . q_i + noise.
#pragma once
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "core/random.h"
#include "core/vector.h"
#include "data/ratings.h"
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

inline std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A folder of its own for each test, removed at its end.
class Folder {
 public:
  explicit Folder(const std::string& name)
      : path_(std::filesystem::temp_directory_path() / ("kinfold-" + name + "-" + std::to_string(getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline std::string file_bytes(const Model& model) {
  const Folder folder("bytes");
  save(model, folder / "m.kf");
  return bytes_of(folder / "m.kf");
}

}  // namespace kinfold::oracle
