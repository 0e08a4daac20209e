// NumPy's .npy files: dense tables that are mapped rather than read, so that they may be larger than memory.
#pragma once
#include <cstddef>
#include <memory>
#include <string>

#include "data/row_blocks.h"

namespace kinfold {

// A file of format 1 to 3 with a table of two dimensions in C order: float32, float64, booleans or integers of up to 64
// bits, little-endian. Numbers are given as float32, NaN and infinity as they are. Anything else is an Error that says
// how NumPy writes the file so that it is read; so is a file that is shorter or longer than its header says. The file
// must not be cut while it is open.
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
  std::size_t rows_ = 0, columns_ = 0, width_ = 0;  // width: bytes of a number
  const std::byte* numbers_ = nullptr;
  Convert convert_ = nullptr;
};

// The whole file; Errors as of NpyBlocks.
Matrix read_npy(const std::string& path);

// As float32 in format 1; the file appears whole or not at all.
void write_npy(const RowBlocks& table, const std::string& path);

}  // namespace kinfold
