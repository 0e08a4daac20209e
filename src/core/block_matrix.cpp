#include "core/block_matrix.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/error.h"

namespace kinfold {

// The file is unlinked right after it is opened, so it disappears however the program ends.
struct BlockMatrix::File {
  std::string path;
  int number;

  explicit File(const std::string& name) : path(name), number(::open(name.c_str(), O_RDWR | O_CREAT | O_EXCL, 0600)) {
    if (number < 0) fail("cannot be created");
    ::unlink(name.c_str());
  }
  ~File() { ::close(number); }

  [[noreturn]] void fail(const char* what) const {
    throw Error("the scratch file of embeddings " + std::string(what) + ": " + std::strerror(errno), path,
                "free some disk space or choose another folder with --scratch-dir");
  }
  void write(const float* data, std::size_t bytes, std::size_t at) const {
    const char* from = reinterpret_cast<const char*>(data);
    while (bytes > 0) {
      const ssize_t done = ::pwrite(number, from, bytes, off_t(at));
      if (done <= 0) fail("cannot be written");
      from += done, at += std::size_t(done), bytes -= std::size_t(done);
    }
  }
  void read(float* data, std::size_t bytes, std::size_t at) const {
    char* to = reinterpret_cast<char*>(data);
    while (bytes > 0) {
      const ssize_t done = ::pread(number, to, bytes, off_t(at));
      if (done <= 0) fail("cannot be read");
      to += done, at += std::size_t(done), bytes -= std::size_t(done);
    }
  }
};

BlockMatrix::BlockMatrix(std::size_t rows, std::size_t rank, std::size_t block_rows)
    : rows_(rows), rank_(rank), block_rows_(std::max<std::size_t>(block_rows, 1)) {
  for (std::size_t first = 0; first < rows; first += block_rows_)
    block_.emplace_back(std::min(block_rows_, rows - first), rank);
}

BlockMatrix::BlockMatrix(std::size_t rows, std::size_t rank, std::size_t block_rows, const std::string& path)
    : rows_(rows), rank_(rank), block_rows_(std::max<std::size_t>(block_rows, 1)), file_(std::make_unique<File>(path)) {
  block_.resize((rows + block_rows_ - 1) / block_rows_);
  const off_t bytes = off_t(rows * Matrix(1, rank).stride() * sizeof(float));
  if (::ftruncate(file_->number, bytes) != 0) file_->fail("cannot be extended to its full size");
}

BlockMatrix::BlockMatrix() = default;
BlockMatrix::~BlockMatrix() = default;
BlockMatrix::BlockMatrix(BlockMatrix&&) noexcept = default;
BlockMatrix& BlockMatrix::operator=(BlockMatrix&&) noexcept = default;

void BlockMatrix::load(std::size_t block) {
  if (!file_ || block_[block].rows() > 0) return;
  Matrix rows(begin(block + 1) - begin(block), rank_);
  file_->read(rows[0], rows.padded().size_bytes(), begin(block) * rows.stride() * sizeof(float));
  block_[block] = std::move(rows);
}

void BlockMatrix::release(std::size_t block) {
  if (!file_ || block_[block].rows() == 0) return;
  const Matrix rows = std::move(block_[block]);
  block_[block] = Matrix();
  file_->write(rows[0], rows.padded().size_bytes(), begin(block) * rows.stride() * sizeof(float));
}

}  // namespace kinfold
