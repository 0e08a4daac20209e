// A table cut into blocks of rows that lie in memory or, but for those at work, in a file.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "core/table.h"

namespace kinfold {

class BlockTable {
 public:
  BlockTable();
  // All in memory.
  BlockTable(std::size_t rows, std::size_t rank, std::size_t block_rows);
  // In a file of its own, made anew and filled with zeros; it is gone when the table is.
  BlockTable(std::size_t rows, std::size_t rank, std::size_t block_rows, const std::string& path);
  ~BlockTable();
  BlockTable(BlockTable&&) noexcept;
  BlockTable& operator=(BlockTable&&) noexcept;

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
  std::vector<Table> block_;
  std::unique_ptr<File> file_;
};

}  // namespace kinfold
