#include "store/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "core/error.h"

namespace kinfold {
namespace {
constexpr std::size_t kBuffer = 1 << 20;
}

AtomicFile::AtomicFile(const std::string& path) : path_(path), temporary_(path + ".tmp" + std::to_string(getpid())) {
  if (std::filesystem::is_directory(path)) throw Error("this is a folder", path, "name a file for the output");
  file_ = open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file_ < 0) fail("cannot be written");
  buffer_.reserve(kBuffer);
}

AtomicFile::~AtomicFile() {
  if (file_ < 0) return;
  close(file_);
  unlink(temporary_.c_str());
}

void AtomicFile::fail(const std::string& what) const {
  const int reason = errno;
  throw Error(what + ": " + std::strerror(reason), path_,
              reason == ENOSPC || reason == EFBIG || reason == EDQUOT
                  ? "free some disk space or choose another folder; the previous file is unchanged"
                  : "check that the folder exists and is writable");
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  if (buffer_.size() + bytes.size() > kBuffer) flush();
  if (bytes.size() >= kBuffer) return write_all(bytes.data(), bytes.size());
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

void AtomicFile::flush() {
  write_all(buffer_.data(), buffer_.size());
  buffer_.clear();
}

void AtomicFile::write_all(const std::byte* bytes, std::size_t count) {
  while (count > 0) {
    const ssize_t written = ::write(file_, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("writing failed");
    bytes += written;
    count -= std::size_t(written);
  }
}

void AtomicFile::commit() {
  flush();
  if (fsync(file_) != 0) fail("writing failed");
  close(file_);
  file_ = -1;
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) {
    const int reason = errno;
    unlink(temporary_.c_str());
    errno = reason;
    fail("cannot be replaced");
  }
  const auto folder = std::filesystem::absolute(path_).parent_path();
  if (const int handle = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); handle >= 0) {
    fsync(handle);
    close(handle);
  }
}

void write_file(const std::string& path, const std::string& text) {
  AtomicFile file(path);
  file.write(text);
  file.commit();
}

}  // namespace kinfold
