// NumPy's .npy files. Files are memory-mapped, so they may be larger than memory.
#pragma once
#include <cstddef>
#include <memory>
#include <string>

#include "data/row_blocks.h"

namespace kinfold {

// Reads a two-dimensional array in C order, from a file of format version 1 to 3. Supported types: float32, float64,
// bool and integers of up to 64 bits, little-endian. Values are converted to float32; NaN and infinity stay. Throws an
// Error for any other array, with the NumPy call that writes a supported one, and for a file whose length does not
// match its header. The file must not be truncated while it is open.
class NpyBlocks : public RowBlocks {
 public:
  explicit NpyBlocks(const std::string& path);
  ~NpyBlocks() override;

  std::size_t rows() const override { return rows_; }
  std::size_t columns() const override { return columns_; }
  void read(std::size_t first, std::size_t count, float* out, std::size_t stride) const override;
  void release_rows(std::size_t first, std::size_t count) const override;

 private:
  struct Mapping;
  using Convert = void (*)(const std::byte* from, std::size_t count, float* out);

  void read_header();
  void locate_data(std::size_t begin);

  std::unique_ptr<const Mapping> mapping_;
  std::size_t rows_ = 0, columns_ = 0, width_ = 0;  // width_: bytes per number
  const std::byte* numbers_ = nullptr;
  Convert convert_ = nullptr;
};

// Reads the whole file. Throws the same errors as NpyBlocks.
Matrix read_npy(const std::string& path);

// Writes float32 in format version 1. The file is replaced atomically.
void write_npy(const RowBlocks& table, const std::string& path);

}  // namespace kinfold
