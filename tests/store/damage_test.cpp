#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cmath>
#include <csignal>
#include <filesystem>
#include <span>

#include "factorization/model_file.h"
#include "factorization/planted.h"
#include "store/atomic_file.h"

namespace kinfold {
namespace {

using oracle::Folder;
using oracle::read_file;

std::vector<std::byte> to_bytes(const std::string& text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

// Two users, three items, rank 2: small enough to test every possible damage.
Model tiny_model() {
  Model model;
  for (const char* id : {"ann", "bob"}) model.user_ids.add(id);
  for (const char* id : {"x", "y", ""}) model.item_ids.add(id);
  model.users = {Matrix(2, 2), std::vector<BiasAndReg>(2)};
  model.items = {Matrix(3, 2), std::vector<BiasAndReg>(3)};
  model.users.factors[1][1] = 0.5f;
  model.items.bias_and_reg[2].bias = -1;
  model.history = {{0, 1, 3}, {2, 0, 1}, {1, 2, 3}};
  model.item_counts = count_items(model.history, 3);
  model.low = 1;
  model.high = 3;
  model.curve = {{0.5, 0.75}};
  return model;
}

std::string tiny_bytes() {
  static const std::string bytes = oracle::file_bytes(tiny_model());
  return bytes;
}

bool is_refused(const std::string& bytes) {
  try {
    load(TensorReader(to_bytes(bytes), "damaged"));
  } catch (const Error& error) {
    return error.where() == "damaged";
  }
  return false;
}

TEST(Damage, AnIntactFileIsAccepted) { EXPECT_FALSE(is_refused(tiny_bytes())); }

TEST(Damage, EveryFlippedBitIsDetected) {
  const std::string original = tiny_bytes();
  for (std::size_t at = 0; at < original.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = original;
      damaged[at] = char(damaged[at] ^ (1 << bit));
      ASSERT_TRUE(is_refused(damaged)) << "byte " << at << " bit " << bit;
    }
}

TEST(Damage, EveryTruncationIsDetected) {
  const std::string original = tiny_bytes();
  for (std::size_t size = 0; size < original.size(); ++size) ASSERT_TRUE(is_refused(original.substr(0, size))) << size;
  for (std::size_t more : {1, 8, 4096}) ASSERT_TRUE(is_refused(original + std::string(more, '\0'))) << more;
}

TEST(Damage, EveryMissingOrDoubledByteIsDetected) {
  const std::string original = tiny_bytes();
  for (std::size_t at = 0; at < original.size(); ++at) {
    ASSERT_TRUE(is_refused(original.substr(0, at) + original.substr(at + 1))) << at;
    ASSERT_TRUE(is_refused(original.substr(0, at + 1) + original.substr(at))) << at;
  }
}

// Inconsistent contents are refused even if the checksum is correct.
TEST(Damage, InconsistentTensorsAreRefused) {
  const auto corrupt = [](auto change) {
    Model model = tiny_model();
    change(model);
    return is_refused(oracle::file_bytes(model));
  };
  EXPECT_TRUE(corrupt([](Model& m) { m.users.factors = Matrix(3, 2); }));
  EXPECT_TRUE(corrupt([](Model& m) { m.users.factors = Matrix(2, 3); }));
  EXPECT_TRUE(corrupt([](Model& m) { m.items.bias_and_reg.resize(2); }));
  EXPECT_TRUE(corrupt([](Model& m) { m.user_ids.add("third"); }));
  EXPECT_TRUE(corrupt([](Model& m) { m.history.begin = {0, 3}; }));
  EXPECT_TRUE(corrupt([](Model& m) { m.history.begin = {0, 4, 3}; }));
  EXPECT_TRUE(corrupt([](Model& m) { m.history.begin = {1, 2, 3}; }));
  EXPECT_TRUE(corrupt([](Model& m) { m.history.item[1] = 3; }));
  EXPECT_TRUE(corrupt([](Model& m) { m.history.value.pop_back(); }));
  EXPECT_TRUE(corrupt([](Model& m) { m.item_names = {"one"}; }));
  EXPECT_TRUE(corrupt([](Model& m) { m.loss = "squred"; }));
  EXPECT_TRUE(corrupt([](Model& m) { m.low = 5; }));
  EXPECT_TRUE(corrupt([](Model& m) { m.offset = NAN; }));
}

TEST(Damage, ErrorsNameFilesThatAreNotModels) {
  const Folder folder;
  for (const std::string& text :
       {std::string(), std::string("user,item,value\n1,2,3\n"), std::string(4096, '\0'), std::string(4096, '\xff')}) {
    write_file(folder / "x", text);
    try {
      load(folder / "x");
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.where(), folder / "x");
    }
  }
  EXPECT_THROW(load(folder / "missing"), Error);
  EXPECT_THROW(load(folder / ""), Error);
}

std::size_t files_in(const Folder& folder) {
  const std::filesystem::directory_iterator all(folder / "");
  return std::size_t(std::distance(begin(all), end(all)));
}

// Simulates a full disk by a limit on the file size.
TEST(FullDisk, TheOldFileSurvivesWithoutTemporaryFiles) {
  const Folder folder;
  save(tiny_model(), folder / "m");
  const std::string before = read_file(folder / "m");
  Model large = tiny_model();
  large.users.factors = Matrix(2, 1 << 20);
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  getrlimit(RLIMIT_FSIZE, &old);
  const rlimit small{1 << 20, old.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  std::string advice;
  try {
    save(large, folder / "m");
  } catch (const Error& error) {
    advice = error.advice();
  }
  setrlimit(RLIMIT_FSIZE, &old);
  EXPECT_NE(advice.find("free some disk space"), std::string::npos) << advice;
  EXPECT_EQ(read_file(folder / "m"), before);
  EXPECT_EQ(files_in(folder), 1u);
}

TEST(AtomicFile, AFolderIsNotReplaced) {
  const Folder folder;
  std::filesystem::create_directory(folder / "inner");
  EXPECT_THROW(write_file(folder / "inner", "x"), Error);
  EXPECT_TRUE(std::filesystem::is_directory(folder / "inner"));
  EXPECT_EQ(files_in(folder), 1u);
}

TEST(AtomicFile, AnOldFileIsReplacedCompletely) {
  const Folder folder;
  write_file(folder / "f", std::string(100, 'a'));
  write_file(folder / "f", "short");
  EXPECT_EQ(read_file(folder / "f"), "short");
  EXPECT_EQ(files_in(folder), 1u);
}

}  // namespace
}  // namespace kinfold
