#include "cli/split_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/error.h"
#include "data/folds.h"
#include "store/atomic_file.h"

namespace kinfold::app {

std::vector<SplitPart> split_parts(const std::string& strategy, const std::vector<std::uint8_t>& marks) {
  const auto num_parts = std::uint32_t(num_folds(strategy));
  if (num_parts == 1) return {{"train", 0, 0}, {"test", 1, 1}};
  std::vector<SplitPart> parts;
  for (std::uint32_t fold = 0; fold < num_parts; ++fold) {
    const std::string name = fmt::format("fold{}", fold + 1);
    if (strategy.starts_with("rolling")) {
      parts.push_back({name + "/train", 0, fold});
      parts.push_back({name + "/test", fold + 1, fold + 1});
    } else {
      parts.push_back({name, fold, fold});
    }
  }
  if (strategy.starts_with("k-fold") && std::ranges::count(marks, kTrainOnly) > 0)
    parts.push_back({"train_only", kTrainOnly, kTrainOnly});
  return parts;
}

std::vector<std::uint8_t> part_mask(const SplitPart& part, const std::vector<std::uint8_t>& marks) {
  std::vector<std::uint8_t> mask;
  for (const std::uint8_t mark : marks) mask.push_back(mark >= part.low && mark <= part.high);
  return mask;
}

void check_folds(const std::string& strategy, const std::vector<std::uint8_t>& marks) {
  for (std::size_t fold = 0; fold < num_folds(strategy); ++fold) {
    const std::vector<std::uint8_t> fold_split = fold_marks(marks, strategy, fold);
    for (const auto& [mark, what] : {std::pair(0, "train on"), std::pair(1, "test on")})
      if (std::ranges::count(fold_split, mark) == 0)
        throw Error(std::string("the split leaves no rows to ") + what, "--strategy " + strategy,
                    "use more data, another fraction or fewer folds");
  }
}

namespace {

void make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    throw Error("the folder cannot be created: " + error.message(), folder, "choose another folder with --out");
}

}  // namespace

SplitFolder::SplitFolder(Call& call, const SplitArgs& args, const std::string& strategy, std::uint64_t checksum)
    : call_(call), args_(args), strategy_(strategy) {
  make_folder(args.out);
  metadata = {{"source", args.source}, {"checksum", std::to_string(checksum)}};
  if (!args.task.empty()) metadata["task"] = args.task;
  metadata["strategy"] = strategy;
  metadata["seed"] = args.seed;
  metadata["parts"] = Json::array();
}

std::string SplitFolder::file(const SplitPart& part) const {
  const std::string name = args_.out + "/" + part.name + "." + args_.format;
  if (part.name.find('/') != std::string::npos) make_folder(std::filesystem::path(name).parent_path());
  return name;
}

void SplitFolder::add_part(const SplitPart& part, std::size_t rows) {
  metadata["parts"].push_back({{"file", file(part)}, {"rows", rows}});
}

void SplitFolder::finish() {
  write_file(args_.out + "/split.json", metadata.dump(2) + "\n");
  if (call_.json) return call_.print_json(metadata);
  for (const Json& part : metadata["parts"])
    fmt::print("{:>12} rows  {}\n", format_count(part["rows"]), part["file"].get<std::string>());
  fmt::print("strategy {}, seed {}; metadata in {}/split.json\n", strategy_, args_.seed, args_.out);
}

}  // namespace kinfold::app
