// Atomic file output: the file is written under a temporary name, synced and then renamed. It appears complete or not
// at all.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace kinfold {

class AtomicFile {
 public:
  explicit AtomicFile(const std::string& path);
  ~AtomicFile();  // deletes the temporary file if commit() was not called
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  // All functions throw an Error that names the path if writing fails.
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

// Writes a small text file atomically.
void write_file(const std::string& path, const std::string& text);

}  // namespace kinfold
