#include "cli/split_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/error.h"
#include "data/folds.h"
#include "store/atomic_file.h"

namespace kinfold::app {

std::vector<Part> parts_of(const std::string& rule, const std::vector<std::uint8_t>& marks) {
  const auto folds = std::uint32_t(num_folds(rule));
  if (folds == 1) return {{"train", 0, 0}, {"test", 1, 1}};
  std::vector<Part> parts;
  for (std::uint32_t fold = 0; fold < folds; ++fold) {
    const std::string name = fmt::format("fold{}", fold + 1);
    if (rule.starts_with("rolling")) {
      parts.push_back({name + "/train", 0, fold});
      parts.push_back({name + "/test", fold + 1, fold + 1});
    } else {
      parts.push_back({name, fold, fold});
    }
  }
  if (rule.starts_with("k-fold") && std::ranges::count(marks, kTrainOnly) > 0)
    parts.push_back({"kept", kTrainOnly, kTrainOnly});
  return parts;
}

std::vector<std::uint8_t> marks_of(const Part& part, const std::vector<std::uint8_t>& marks) {
  std::vector<std::uint8_t> chosen;
  for (const std::uint8_t mark : marks) chosen.push_back(mark >= part.low && mark <= part.high);
  return chosen;
}

void check_rounds(const std::string& rule, const std::vector<std::uint8_t>& marks) {
  for (std::size_t round = 0; round < num_folds(rule); ++round) {
    const std::vector<std::uint8_t> own = fold_marks(marks, rule, round);
    for (const auto& [mark, what] : {std::pair(0, "train"), std::pair(1, "test")})
      if (std::ranges::count(own, mark) == 0)
        throw Error(std::string("the split leaves nothing to ") + what, "--strategy " + rule,
                    "give more data, another share or fewer folds");
  }
}

namespace {

void make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw Error("cannot be made: " + error.message(), folder, "choose another folder with --out");
}

}  // namespace

SplitFolder::SplitFolder(Call& call, const SplitAsked& asked, const std::string& rule, std::uint64_t checksum)
    : call_(call), asked_(asked), rule_(rule) {
  make_folder(asked.out);
  about = {{"source", asked.source}, {"checksum", std::to_string(checksum)}};
  if (!asked.task.empty()) about["task"] = asked.task;
  about["by"] = rule;
  about["seed"] = asked.seed;
  about["parts"] = Json::array();
}

std::string SplitFolder::file(const Part& part) const {
  const std::string name = asked_.out + "/" + part.name + "." + asked_.format;
  if (part.name.find('/') != std::string::npos) make_folder(std::filesystem::path(name).parent_path());
  return name;
}

void SplitFolder::wrote(const Part& part, std::size_t rows) {
  about["parts"].push_back({{"file", file(part)}, {"rows", rows}});
}

void SplitFolder::finish() {
  write_file(asked_.out + "/split.json", about.dump(2) + "\n");
  if (call_.json) return call_.answer(about);
  for (const Json& part : about["parts"])
    fmt::print("{:>12} rows  {}\n", grouped(part["rows"]), part["file"].get<std::string>());
  fmt::print("by {}, seed {}; facts in {}/split.json\n", rule_, asked_.seed, asked_.out);
}

}  // namespace kinfold::app
