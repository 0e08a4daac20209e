#include "core/block_matrix.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/random.h"
#include "oracle/folder.h"

namespace kinfold {
namespace {

// Compares random reads and writes with a plain matrix, while blocks are loaded and released.
void expect_a_matrix(BlockMatrix blocks, std::size_t rows, std::size_t rank, std::size_t block_rows) {
  EXPECT_EQ(blocks.rows(), rows);
  EXPECT_EQ(blocks.rank(), rank);
  ASSERT_EQ(blocks.blocks(), (rows + block_rows - 1) / block_rows);
  EXPECT_EQ(blocks.begin(blocks.blocks()), rows);
  Matrix plain(rows, rank);
  Random random(rows + rank);
  for (int round = 0; round < 200; ++round) {
    const std::size_t block = random.below(blocks.blocks());
    blocks.load(block);
    if (random.below(2)) blocks.load(block);  // already loaded
    for (std::size_t row = blocks.begin(block); row < blocks.begin(block + 1); ++row) {
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(blocks[Id(row)]) % 64, 0u);
      for (std::size_t k = 0; k < rank; ++k) ASSERT_EQ(blocks[Id(row)][k], plain[Id(row)][k]) << row;
      for (std::size_t k = rank; k < plain.stride(); ++k) ASSERT_EQ(blocks[Id(row)][k], 0) << "padding stays zero";
      if (random.below(2)) blocks[Id(row)][0] = plain[Id(row)][0] = float(random.normal());
      blocks[Id(row)][rank - 1] = plain[Id(row)][rank - 1] = float(random.normal());
    }
    if (random.below(3)) blocks.release(block);
    if (random.below(3) == 0) blocks.release(random.below(blocks.blocks()));  // may not be loaded
  }
}

TEST(BlockMatrix, IsAMatrixInMemoryAndInAFile) {
  const oracle::Folder folder;
  for (const std::size_t rows : {1, 7, 12, 33})
    for (const std::size_t rank : {1, 16, 19})
      for (const std::size_t block_rows : {1, 4, 40}) {
        expect_a_matrix(BlockMatrix(rows, rank, block_rows), rows, rank, block_rows);
        expect_a_matrix(BlockMatrix(rows, rank, block_rows, folder / "table"), rows, rank, block_rows);
      }
}

TEST(BlockMatrix, LeavesNoFileBehind) {
  const oracle::Folder folder;
  BlockMatrix blocks(10, 3, 4, folder / "table");
  blocks.load(1);
  blocks[5][2] = 8;
  EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "not even while it is open";
  BlockMatrix moved = std::move(blocks);
  moved.release(1);
  moved.load(1);
  EXPECT_EQ(moved[5][2], 8);
}

TEST(BlockMatrix, RefusesAMissingFolderAndAnExistingFile) {
  const oracle::Folder folder;
  EXPECT_THROW(BlockMatrix(4, 2, 2, folder / "missing/table"), Error);
  oracle::write_text(folder / "taken", "precious");
  EXPECT_THROW(BlockMatrix(4, 2, 2, folder / "taken"), Error);
  EXPECT_EQ(oracle::read_file(folder / "taken"), "precious");
}

TEST(BlockMatrix, WithoutRowsHasNoBlocks) {
  EXPECT_EQ(BlockMatrix().blocks(), 0u);
  EXPECT_EQ(BlockMatrix(0, 3, 0).blocks(), 0u);
}

}  // namespace
}  // namespace kinfold
