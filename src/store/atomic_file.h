// A file that appears whole or not at all: written under a temporary name, synced, then renamed.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace kinfold {

class AtomicFile {
 public:
  explicit AtomicFile(const std::string& path);
  ~AtomicFile();  // without commit(), nothing is left behind
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::span<const std::byte> bytes);
  void write(const std::string& text) { write(std::as_bytes(std::span(text))); }
  void commit();

 private:
  void flush();
  void write_all(const std::byte* bytes, std::size_t count);
  [[noreturn]] void fail(const std::string& what) const;

  std::string path_, temporary_;
  int file_ = -1;
  std::vector<std::byte> buffer_;
};

// One call for small files.
void write_file(const std::string& path, const std::string& text);

}  // namespace kinfold
