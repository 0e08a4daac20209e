#include "factorization/model_file.h"

#include <gtest/gtest.h>

#include <cmath>
#include <span>

#include "factorization/planted.h"
#include "factorization/train_model.h"
#include "registry/options.h"
#include "store/atomic_file.h"
#include "store/metadata.h"

namespace kinfold {
namespace {

using oracle::Folder;
using oracle::read_file;

Model small_model() {
  auto data = oracle::planted(12, 9);
  TrainOptions options = oracle::planted_options();
  options.epochs = 2;
  options.validation = "random:0.2";
  Model model = train_ratings(data.train, {}, options);
  for (Id item = 0; item < model.item_ids.size(); ++item) model.item_names.push_back("Name \"" + std::to_string(item));
  model.item_names[3].clear();
  model.data["source"] = "a \"quoted\" \\ path \xc3\xa9";
  return model;
}

std::vector<std::byte> to_bytes(const std::string& text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

TEST(ModelFile, WhatIsSavedIsLoaded) {
  const Folder folder;
  const Model model = small_model();
  save(model, folder / "m.kf");
  const Model back = load(folder / "m.kf");
  EXPECT_EQ(back.user_ids, model.user_ids);
  EXPECT_EQ(back.item_ids, model.item_ids);
  EXPECT_EQ(back.item_names, model.item_names);
  EXPECT_EQ(back.options, model.options);
  EXPECT_EQ(back.data, model.data);
  EXPECT_EQ(back.history.item, model.history.item);
  EXPECT_EQ(back.best_epoch, model.best_epoch);
  for (Id u = 0; u < model.user_ids.size(); ++u)
    for (Id i = 0; i < model.item_ids.size(); ++i) ASSERT_EQ(predict(back, u, i), predict(model, u, i));
  save(back, folder / "again.kf");
  EXPECT_EQ(read_file(folder / "again.kf"), read_file(folder / "m.kf"));
}

TEST(ModelFile, EveryTruncationIsRefused) {
  const std::string whole = oracle::file_bytes(small_model());
  for (std::size_t size = 0; size < whole.size(); size += size < 4096 ? 1 : 13)
    EXPECT_THROW(load(TensorReader(to_bytes(whole.substr(0, size)), "cut")), Error) << size;
  EXPECT_THROW(load(TensorReader(to_bytes(whole + "x"), "longer")), Error);
}

TEST(ModelFile, EveryFlippedBitIsRefused) {
  const std::string whole = oracle::file_bytes(small_model());
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string flipped = whole;
    flipped[at] = char(flipped[at] ^ (1 << (at % 8)));
    EXPECT_THROW(load(TensorReader(to_bytes(flipped), "flipped")), Error) << at;
  }
}

// Without the checksum, loading damaged content gives an Error or a model, but never a crash.
TEST(ModelFile, DamageBehindTheChecksumIsNeverACrash) {
  const std::string whole = oracle::file_bytes(small_model());
  Random random(1);
  for (int i = 0; i < 3000; ++i) {
    std::string damaged = whole;
    for (int n = 0; n < 3; ++n) damaged[random.below(damaged.size())] = char(random());
    try {
      const Model model = load(TensorReader(to_bytes(damaged), "damaged", false));
      if (model.user_ids.size() > 0 && model.item_ids.size() > 0) predict(model, 0, 0);
    } catch (const Error&) {
    }
  }
}

TEST(Curve, NumbersThatAreNotFiniteSurvive) {
  const auto back = curve_from_json(curve_to_json({{1.5, NAN}, {0.25, 0.75}}));
  EXPECT_TRUE(std::isnan(back[0].validation));
  EXPECT_EQ(back[1].validation, 0.75);
}

TEST(AtomicFile, WithoutCommitNothingIsWritten) {
  const Folder folder;
  write_file(folder / "kept", "old");
  {
    AtomicFile file(folder / "kept");
    file.write("new");
  }
  EXPECT_EQ(read_file(folder / "kept"), "old");
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "")) files += entry.is_regular_file();
  EXPECT_EQ(files, 1u);
}

TEST(AtomicFile, LargeAndSmallWritesKeepTheirOrder) {
  const Folder folder;
  std::string expected;
  AtomicFile file(folder / "f");
  for (std::size_t size : {5, 3'000'000, 7, 1'048'576, 1, 2'000'000}) {
    const std::string piece(size, char('a' + size % 20));
    file.write(piece);
    expected += piece;
  }
  file.commit();
  EXPECT_EQ(read_file(folder / "f"), expected);
}

TEST(AtomicFile, AFolderThatIsNotThereIsNamed) {
  try {
    write_file("/no/such/folder/file", "x");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.where().find("/no/such/folder"), std::string::npos);
  }
}

}  // namespace
}  // namespace kinfold
