// Any text as a message of DuckDB's, and as a text file in which records are looked for.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "source/complaint.h"
#include "source/lines.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kinfold;
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (complaint(text, "file").problem().empty()) std::abort();
  if (row_complaint(text).empty()) std::abort();
  static const std::string path = (std::filesystem::is_directory("/dev/shm") ? "/dev/shm/" : "/tmp/") +
                                  std::string("kinfold_fuzz.") + std::to_string(getpid()) + ".txt";
  std::ofstream(path, std::ios::binary) << text;
  RecordPlace last{0, 0};
  each_record(path, ",", '"', [&](const RecordPlace& place) {
    if (place.line <= last.line || place.duck_line <= last.duck_line || place.line < place.duck_line) std::abort();
    last = place;
    return true;
  });
  std::filesystem::remove(path);
  return 0;
}
