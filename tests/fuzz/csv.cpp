// Fuzz target: reads any bytes as a text file of ratings. The first byte selects options, the rest is the file.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "io/source.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kinfold;
  if (size < 1 || size > 4000) return 0;
  static const std::string path = (std::filesystem::is_directory("/dev/shm") ? "/dev/shm/" : "/tmp/") +
                                  std::string("kinfold_fuzz.") + std::to_string(getpid()) + ".csv";
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(data) + 1, std::streamsize(size - 1));
  SourceOptions options;
  options.threads = 1;
  options.skip_bad_rows = data[0] & 1;
  options.header = data[0] & 2 ? "auto" : data[0] & 4 ? "yes" : "no";
  options.encoding = data[0] & 8 ? "latin-1" : "utf-8";
  try {
    Source source(path, options);
    ReadReport report;
    const Ratings ratings = read_ratings(source, find_rating_roles(source, data[0] & 16), report);
    if (ratings.rows.size() + report.bad < report.rows) std::abort();  // a row was lost
  } catch (const Error&) {
  }
  std::filesystem::remove(path);
  return 0;
}
