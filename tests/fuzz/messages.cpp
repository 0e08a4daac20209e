// Fuzz target: parses any text as an error message of DuckDB, and as a text file whose records are located.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "io/duckdb_error.h"
#include "io/record_location.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kinfold;
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (duckdb_error(text, "file").problem().empty()) std::abort();
  if (row_error_message(text).empty()) std::abort();
  static const std::string path = (std::filesystem::is_directory("/dev/shm") ? "/dev/shm/" : "/tmp/") +
                                  std::string("kinfold_fuzz.") + std::to_string(getpid()) + ".txt";
  std::ofstream(path, std::ios::binary) << text;
  RecordLocation last{0, 0};
  each_record(path, ",", '"', [&](const RecordLocation& location) {
    if (location.line <= last.line || location.duckdb_line <= last.duckdb_line || location.line < location.duckdb_line)
      std::abort();
    last = location;
    return true;
  });
  std::filesystem::remove(path);
  return 0;
}
