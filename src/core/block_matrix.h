// A table cut into blocks of rows that lie in memory or, but for those at work, in a file.
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
  // All in memory.
  BlockMatrix(std::size_t rows, std::size_t rank, std::size_t block_rows);
  // In a file of its own, made anew and filled with zeros; it is gone when the table is.
  BlockMatrix(std::size_t rows, std::size_t rank, std::size_t block_rows, const std::string& path);
  ~BlockMatrix();
  BlockMatrix(BlockMatrix&&) noexcept;
  BlockMatrix& operator=(BlockMatrix&&) noexcept;

  std::size_t rows() const { return rows_; }
  std::size_t rank() const { return rank_; }
  std::size_t blocks() const { return block_.size(); }
  std::size_t begin(std::size_t block) const { return std::min(rows_, block * block_rows_); }

  // Blocks are at hand from load() to release(); in memory always.
  void load(std::size_t block);
  void release(std::size_t block);

  // A row of a block at hand.
  float* operator[](Id row) { return block_[row / block_rows_][Id(row % block_rows_)]; }
  const float* operator[](Id row) const { return block_[row / block_rows_][Id(row % block_rows_)]; }

 private:
  struct File;
  std::size_t rows_ = 0, rank_ = 0, block_rows_ = 1;
  std::vector<Matrix> block_;
  std::unique_ptr<File> file_;
};

}  // namespace kinfold
