#include "io/npy.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "io/fixture.h"

namespace kinfold {
namespace {

using source::contains;

template <class T>
std::string bytes_of(const std::vector<T>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(T)};
}

// A file as NumPy writes it, with the header padded to a multiple of 64 bytes.
std::string npy(const std::string& dict, const std::string& numbers, int version = 1) {
  const std::size_t before = version == 1 ? 10 : 12;
  std::string padded = dict;
  padded.append(63 - (before + dict.size()) % 64, ' ');
  padded += '\n';
  std::string file = "\x93NUMPY" + std::string{char(version), 0};
  for (std::size_t i = 0; i < before - 8; ++i) file += char(padded.size() >> (8 * i) & 0xff);
  return file + padded + numbers;
}

std::string npy_of(const std::string& descr, const std::string& shape, const std::string& numbers, int version = 1,
                   const std::string& fortran = "False") {
  return npy("{'descr': '" + descr + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }", numbers,
             version);
}

class Npy : public source::SourceTest {
 protected:
  std::vector<float> numbers(const std::string& file) {
    write("t.npy", file);
    const Matrix table = read_npy(path("t.npy"));
    std::vector<float> all;
    for (Id row = 0; row < table.rows(); ++row) all.insert(all.end(), table.row(row).begin(), table.row(row).end());
    return all;
  }
  template <class T>
  std::vector<float> of(const std::string& descr, const std::vector<T>& values) {
    return numbers(npy_of(descr, "(2, " + std::to_string(values.size() / 2) + ")", bytes_of(values)));
  }
  Error error(const std::string& file) {
    write("t.npy", file);
    const Error actual = failure([&] { NpyBlocks(path("t.npy")); });
    EXPECT_EQ(actual.where(), path("t.npy"));
    return actual;
  }
};

TEST_F(Npy, EveryTypeOfNumber) {
  EXPECT_EQ(of<float>("<f4", {1.5f, -2, 3e30f, 0}), (std::vector<float>{1.5f, -2, 3e30f, 0}));
  EXPECT_EQ(of<double>("<f8", {0.1, -2, 1e-300, 4}), (std::vector<float>{0.1f, -2, 0, 4}));
  EXPECT_EQ(of<std::int8_t>("|i1", {-128, 127}), (std::vector<float>{-128, 127}));
  EXPECT_EQ(of<std::int16_t>("<i2", {-32768, 7}), (std::vector<float>{-32768, 7}));
  EXPECT_EQ(of<std::int32_t>("<i4", {-8, 1 << 24}), (std::vector<float>{-8, 1 << 24}));
  EXPECT_EQ(of<std::int64_t>("<i8", {-1, 1ll << 40}), (std::vector<float>{-1, float(1ll << 40)}));
  EXPECT_EQ(of<std::uint8_t>("|u1", {255, 1}), (std::vector<float>{255, 1}));
  EXPECT_EQ(of<std::uint16_t>("<u2", {65535, 1}), (std::vector<float>{65535, 1}));
  EXPECT_EQ(of<std::uint32_t>("<u4", {1u << 31, 1}), (std::vector<float>{float(1u << 31), 1}));
  EXPECT_EQ(of<std::uint64_t>("<u8", {1ull << 63, 1}), (std::vector<float>{float(1ull << 63), 1}));
  EXPECT_EQ(of<std::uint8_t>("|b1", {0, 1, 1, 0}), (std::vector<float>{0, 1, 1, 0}));
}

TEST_F(Npy, EveryVersion) {
  const std::string six = bytes_of<float>({1, 2, 3, 4, 5, 6});
  for (int version : {1, 2, 3}) {
    write("t.npy", npy_of("<f4", "(3, 2)", six, version));
    const NpyBlocks blocks(path("t.npy"));
    EXPECT_EQ(blocks.rows(), 3u);
    EXPECT_EQ(blocks.columns(), 2u);
    std::vector<float> out(6, -1);
    blocks.read(1, 2, out.data(), 3);
    EXPECT_EQ(out, (std::vector<float>{3, 4, -1, 5, 6, -1}));
  }
}

TEST_F(Npy, KeepsNaN) {
  const std::vector<float> back = of<double>("<f8", {std::numeric_limits<double>::quiet_NaN(), 1});
  EXPECT_TRUE(std::isnan(back[0]));
  EXPECT_EQ(back[1], 1);
}

TEST_F(Npy, ReadsWhatItWrites) {
  Matrix table(70, 3);
  for (Id row = 0; row < 70; ++row)
    for (std::size_t c = 0; c < 3; ++c) table[row][c] = float(row) * 0.1f - float(c);
  write_npy(MatrixBlocks(table), path("w.npy"));
  const Matrix back = read_npy(path("w.npy"));
  ASSERT_EQ(back.rank(), 3u);
  EXPECT_TRUE(std::ranges::equal(back.padded(), table.padded()));
  EXPECT_EQ(text("w.npy"), npy_of("<f4", "(70, 3)", text("w.npy").substr(128)));
}

// Rows of 4, 12 and 5000 bytes, so that page boundaries lie within rows.
TEST_F(Npy, ReleasedRowsAreReadAgain) {
  for (std::size_t columns : {1u, 3u, 1250u}) {
    Matrix table(4000, columns);
    for (Id row = 0; row < table.rows(); ++row)
      for (std::size_t c = 0; c < columns; ++c) table[row][c] = float(row * columns + c);
    write_npy(MatrixBlocks(table), path("f.npy"));
    const NpyBlocks blocks(path("f.npy"));
    blocks.release_rows(0, 4000);
    EXPECT_TRUE(std::ranges::equal(read_all(blocks).padded(), table.padded()));
    blocks.release_rows(17, 2000);
    EXPECT_TRUE(std::ranges::equal(read_all(blocks).padded(), table.padded()));
  }
}

TEST_F(Npy, UnsupportedArraysAreErrorsWithTheNumPyCallToUse) {
  const auto expect_error = [&](const std::string& file, const std::string& what, const std::string& array) {
    const Error actual = error(file);
    EXPECT_TRUE(contains(actual.problem(), what)) << actual.what();
    EXPECT_EQ(actual.advice(), "write it with numpy.save(path, " + array + ")");
  };
  const std::string four = bytes_of<float>({1, 2, 3, 4});
  expect_error(npy_of("<f4", "(2, 2)", four, 1, "True"), "in Fortran order", "numpy.ascontiguousarray(array)");
  for (const std::string descr : {">f4", "<f2", "<c8", "|S4", "|O", "<M8[D]"})
    expect_error(npy_of(descr, "(2, 2)", four), "of type '" + descr + "'", "array.astype('<f4')");
  expect_error(npy_of("<f4", "(4,)", four), "1 dimension, not 2", "array.reshape(-1, 1)");
  expect_error(npy_of("<f4", "()", four), "0 dimensions, not 2", "array.reshape(-1, 1)");
  expect_error(npy_of("<f4", "(1, 2, 2)", four), "3 dimensions, not 2", "array.reshape(len(array), -1)");
  expect_error(npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (4,), }", four), "a structured array",
               "numpy.lib.recfunctions.structured_to_unstructured(array)");
}

TEST_F(Npy, DamagedFilesAreErrors) {
  const std::string four = bytes_of<float>({1, 2, 3, 4}), whole = npy_of("<f4", "(2, 2)", four);
  const auto damaged = [&](const std::string& file, const std::string& what) {
    EXPECT_TRUE(contains(error(file).problem(), what)) << error(file).what();
  };
  damaged(npy_of("<f4", "(2, 3)", four), "2 x 3 numbers of 4 bytes, but it holds 16 bytes");
  damaged(whole + "x", "2 x 2 numbers of 4 bytes, but it holds 17 bytes");
  damaged(npy_of("<f4", "(4294967296, 4611686018427387904)", four), "more than 4294967295");
  damaged(npy_of("<f4", "(4, 4611686018427387905)", four), "but it holds 16 bytes");
  damaged(npy_of("<f4", "(0, 2)", ""), "it has no rows");
  damaged(npy_of("<f4", "(2, 0)", ""), "it has no columns");
  damaged(npy_of("<f4", "(2, 99999999999999999999)", four), "lacks a valid descr");
  damaged(npy_of("<f4", "(2, -2)", four), "lacks a valid descr");
  damaged(npy_of("<f4", "2", four), "lacks a valid descr");
  damaged(npy("{'fortran_order': False, 'shape': (2, 2), }", four), "lacks a valid descr");
  damaged(npy_of("<f4", "(2, 2)", four, 1, "Maybe"), "lacks a valid descr");
  damaged(npy("{'descr': '", ""), "lacks a valid descr");
  damaged(npy_of("<f4", "(2, 2)", four, 4), "its format version is 4");
  damaged("user,item\n", "this is not a .npy file");
}

TEST_F(Npy, ATruncatedFileIsAnError) {
  const std::string whole = npy_of("<f4", "(2, 2)", bytes_of<float>({1, 2, 3, 4}));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    write("t.npy", whole.substr(0, size));
    EXPECT_THROW(NpyBlocks(path("t.npy")), Error) << size;
  }
}

TEST_F(Npy, AMissingFileGivesTheNearestName) {
  write("table.npy", "x");
  const Error actual = failure([&] { NpyBlocks(path("tabel.npy")); });
  EXPECT_EQ(actual.problem(), "there is no such file");
  EXPECT_TRUE(contains(actual.advice(), "table.npy")) << actual.what();
}

}  // namespace
}  // namespace kinfold
