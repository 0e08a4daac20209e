// The output folder of kinfold split: one file per part, and split.json with the metadata.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "cli/call.h"

namespace kinfold::app {

struct SplitArgs {
  std::string source, task, strategy, out, format = "parquet";
  std::string keep = "nodes", together = "relation";
  std::uint64_t seed = 1;
};

// A file with the rows whose mark is in [low, high] (data/folds.h).
struct SplitPart {
  std::string name;
  std::uint32_t low, high;
};
// The parts of a split. A holdout split has train and test; k-fold has fold1, fold2, ..., and train_only if some rows
// are in no fold; rolling has fold1/train, fold1/test, fold2/train, ...
std::vector<SplitPart> split_parts(const std::string& strategy, const std::vector<std::uint8_t>& marks);

// 1 for each row of the part, 0 for the others.
std::vector<std::uint8_t> part_mask(const SplitPart& part, const std::vector<std::uint8_t>& marks);

// Throws an Error if a fold has no training rows or no test rows.
void check_folds(const std::string& strategy, const std::vector<std::uint8_t>& marks);

class SplitFolder {
 public:
  SplitFolder(Call& call, const SplitArgs& args, const std::string& strategy, std::uint64_t checksum);

  // The path of a part. Creates its folder.
  std::string file(const SplitPart& part) const;
  void add_part(const SplitPart& part, std::size_t rows);
  void finish();  // writes split.json and prints the list of files

  Json metadata;  // the content of split.json

 private:
  Call& call_;
  const SplitArgs& args_;
  std::string strategy_;
};

}  // namespace kinfold::app
