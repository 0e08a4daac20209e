// Times the way from a file to the training grid: rows are read and ids mapped, duplicate pairs are found, and examples
// are bucketed and shuffled. Prints JSON with the seconds of each step and of DuckDB's own scan of the same columns,
// and the peak memory per rating.
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>

#include "data/duplicates.h"
#include "data/grid.h"
#include "io/source.h"

namespace {

using namespace kinfold;

template <class Work>
double seconds(Work work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::size_t peak_bytes() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return std::size_t(usage.ru_maxrss) * 1024;
}

void load(const std::string& path) {
  Source source(path, {});
  const RatingRoles roles = find_rating_roles(source, true);
  ReadReport report;
  Ratings ratings;
  Grid grid;
  Pool pool(0);
  const double read = seconds([&] { ratings = read_ratings(source, roles, report); });
  const double duplicates = seconds([&] { resolve_duplicates(ratings, "error"); });
  const double buckets = seconds([&] {
    const std::size_t users = ratings.users.size(), items = ratings.items.size();
    grid = make_grid(ratings.rows, users, items, default_blocks(ratings.rows.size(), users, items), 1, pool);
  });
  const double bytes = double(peak_bytes()) / double(grid.rows.size());
  std::string sums;
  for (const auto& column : source.columns()) sums += ", sum(" + sql_name(column.name) + ")";
  double scan = 1e9;
  for (int i = 0; i < 3; ++i)
    scan = std::min(scan, seconds([&] {
                      DuckDb().rows("SELECT count(*)" + sums + " FROM read_csv(" + sql_text(path) + ")", path);
                    }));
  fmt::print(
      "{{\"ratings\": {}, \"scan\": {:.2f}, \"read\": {:.2f}, \"duplicates\": {:.2f}, \"buckets\": {:.2f}, "
      "\"ready\": {:.2f}, \"allowed\": {:.2f}, \"bytes_a_rating\": {:.1f}}}\n",
      grid.rows.size(), scan, read, duplicates, buckets, read + duplicates + buckets, 1.2 * scan + 2, bytes);
}

}  // namespace

int main(int count, char** argv) {
  if (count != 2) {
    fmt::print(stderr, "usage: kinfold_load FILE\n");
    return 2;
  }
  load(argv[1]);
}
