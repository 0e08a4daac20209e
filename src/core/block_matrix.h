// A matrix that is partitioned into blocks of rows. The blocks are in memory, or in a scratch file from which they are
// loaded while they are in use.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "core/matrix.h"

namespace kinfold {

class BlockMatrix {
 public:
  BlockMatrix();
  // All blocks in memory, filled with zeros.
  BlockMatrix(std::size_t rows, std::size_t rank, std::size_t block_rows);
  // Blocks in a new scratch file at `path`, filled with zeros. The file is deleted with the matrix. Throws an Error if
  // it cannot be created.
  BlockMatrix(std::size_t rows, std::size_t rank, std::size_t block_rows, const std::string& path);
  ~BlockMatrix();
  BlockMatrix(BlockMatrix&&) noexcept;
  BlockMatrix& operator=(BlockMatrix&&) noexcept;

  std::size_t rows() const { return rows_; }
  std::size_t rank() const { return rank_; }
  std::size_t blocks() const { return block_.size(); }
  std::size_t begin(std::size_t block) const { return std::min(rows_, block * block_rows_); }

  // A block can be accessed from load() to release(). Matrices in memory need neither. Different threads may load and
  // release different blocks.
  void load(std::size_t block);
  void release(std::size_t block);

  // A row of a loaded block.
  float* operator[](Id row) { return block_[row / block_rows_][Id(row % block_rows_)]; }
  const float* operator[](Id row) const { return block_[row / block_rows_][Id(row % block_rows_)]; }

 private:
  struct File;
  std::size_t rows_ = 0, rank_ = 0, block_rows_ = 1;
  std::vector<Matrix> block_;
  std::unique_ptr<File> file_;
};

}  // namespace kinfold
