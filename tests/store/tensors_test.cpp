#include "store/tensors.h"

#include <gtest/gtest.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "factorization/planted.h"

namespace kinfold {
namespace {

using oracle::Folder;
using oracle::read_file;

Matrix numbered(std::size_t rows, std::size_t rank) {
  Matrix matrix(rows, rank);
  for (Id row = 0; row < rows; ++row)
    for (std::size_t k = 0; k < rank; ++k) matrix[row][k] = float(row) + 0.001f * float(k);
  return matrix;
}

TEST(Tensors, RoundTrip) {
  const Folder folder;
  const std::vector<float> floats = {1.5f, -0.0f, std::numeric_limits<float>::infinity(), 1e-45f};
  const std::vector<double> doubles = {0.1, 1e300};
  const std::vector<std::uint32_t> words = {0, ~0u};
  const std::vector<std::uint64_t> longs = {1, ~0ull, 1ull << 63};
  const std::string text("a\0b\n\xff", 5);
  TensorWriter writer;
  writer.add<float>("floats", floats);
  writer.add<double>("doubles", doubles);
  writer.add<std::uint32_t>("words", words);
  writer.add<std::uint64_t>("longs", longs);
  writer.add("text", std::string_view(text));
  writer.add("empty", std::string_view());
  writer.write(folder / "f", {{"key", "value \"\\\n"}, {"other", ""}});
  const TensorReader reader(folder / "f");
  const auto back = reader.get<float>("floats");
  ASSERT_EQ(back.size(), floats.size());
  EXPECT_EQ(std::memcmp(back.data(), floats.data(), sizeof(float) * floats.size()), 0);
  EXPECT_EQ(reader.get<double>("doubles"), doubles);
  EXPECT_EQ(reader.get<std::uint32_t>("words"), words);
  EXPECT_EQ(reader.get<std::uint64_t>("longs"), longs);
  EXPECT_EQ(reader.text("text"), text);
  EXPECT_EQ(reader.text("empty"), "");
  EXPECT_EQ(reader.metadata().at("key"), "value \"\\\n");
  EXPECT_EQ(reader.metadata().at("other"), "");
}

TEST(Tensors, MatricesOfAnyShapeRoundTripWithZeroPadding) {
  const Folder folder;
  for (const auto& [rows, rank] : {std::pair{0, 0}, {0, 5}, {5, 0}, {1, 1}, {7, 3}, {3, 16}, {4, 17}, {2, 64}}) {
    const Matrix matrix = numbered(std::size_t(rows), std::size_t(rank));
    TensorWriter writer;
    writer.add("t", matrix);
    writer.write(folder / "f", {});
    const Matrix back = TensorReader(folder / "f").matrix("t");
    ASSERT_EQ(back.rows(), matrix.rows());
    ASSERT_EQ(back.rank(), matrix.rank());
    const auto a = matrix.padded(), b = back.padded();
    EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin(), b.end())) << rows << " x " << rank;
  }
}

// The safetensors layout: a length, a JSON header of that length, then the data, aligned to 8 bytes.
TEST(Tensors, TheLayoutIsThatOfSafetensors) {
  const Folder folder;
  const Matrix matrix = numbered(2, 3);
  TensorWriter writer;
  writer.add("t", matrix);
  writer.write(folder / "f", {{"format", "test"}});
  const std::string bytes = read_file(folder / "f");
  std::uint64_t size = 0;
  std::memcpy(&size, bytes.data(), 8);
  EXPECT_EQ(size % 8, 0u);
  const auto header = nlohmann::json::parse(bytes.substr(8, size));
  EXPECT_EQ(header.at("t").at("dtype"), "F32");
  EXPECT_EQ(header.at("t").at("shape"), (std::vector<int>{2, 3}));
  EXPECT_EQ(header.at("t").at("data_offsets"), (std::vector<int>{0, 24}));
  EXPECT_EQ(header.at("__metadata__").at("format"), "test");
  ASSERT_EQ(bytes.size(), 8 + size + 24);
  float last = 0;
  std::memcpy(&last, bytes.data() + bytes.size() - 4, 4);
  EXPECT_EQ(last, matrix[1][2]);
}

TEST(Tensors, MissingTensorsAndWrongTypesAreErrors) {
  const Folder folder;
  TensorWriter writer;
  const std::vector<float> floats = {1, 2};
  writer.add<float>("floats", floats);
  writer.write(folder / "f", {});
  const TensorReader reader(folder / "f");
  EXPECT_TRUE(reader.has("floats"));
  EXPECT_FALSE(reader.has("doubles"));
  EXPECT_THROW(reader.get<float>("doubles"), Error);
  EXPECT_THROW(reader.get<double>("floats"), Error);
  EXPECT_THROW(reader.text("floats"), Error);
  EXPECT_THROW(reader.matrix("floats"), Error);
}

std::vector<std::byte> file_of(const std::string& header, std::size_t data) {
  std::vector<std::byte> bytes(8 + header.size() + data);
  const std::uint64_t size = header.size();
  std::memcpy(bytes.data(), &size, 8);
  std::memcpy(bytes.data() + 8, header.data(), header.size());
  return bytes;
}

TEST(Tensors, InvalidHeadersAreRefused) {
  const auto tensor = [](const std::string& entry) { return R"({"__metadata__":{},"t":)" + entry + "}"; };
  for (const std::string& header : {std::string(),
                                    std::string("null"),
                                    std::string("[]"),
                                    std::string("{}"),
                                    std::string(R"({"__metadata__":3})"),
                                    std::string(R"({"__metadata__":{"a":1}})"),
                                    tensor("3"),
                                    tensor("{}"),
                                    tensor(R"({"dtype":"F32","shape":[2],"data_offsets":[8,0]})"),
                                    tensor(R"({"dtype":"F32","shape":[2],"data_offsets":[0]})"),
                                    tensor(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8,8]})"),
                                    tensor(R"({"dtype":"F32","shape":[2],"data_offsets":[0,16]})"),
                                    tensor(R"({"dtype":"F32","shape":[2],"data_offsets":[4,12]})"),
                                    tensor(R"({"dtype":"F32","shape":[3],"data_offsets":[0,8]})"),
                                    tensor(R"({"dtype":"F16","shape":[4],"data_offsets":[0,8]})"),
                                    tensor(R"({"dtype":7,"shape":[2],"data_offsets":[0,8]})"),
                                    tensor(R"({"dtype":"F32","shape":"2","data_offsets":[0,8]})"),
                                    tensor(R"({"dtype":"F32","shape":[4611686018427387905,2],"data_offsets":[0,8]})"),
                                    tensor(R"({"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]})"),
                                    tensor(R"({"dtype":"F32","shape":[2],"data_offsets":[-8,0]})")})
    EXPECT_THROW(TensorReader(file_of(header, 8), "made", false), Error) << header;
  EXPECT_NO_THROW(
      TensorReader(file_of(tensor(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8]})"), 8), "made", false));
}

}  // namespace
}  // namespace kinfold
