// What a split leaves behind: a folder of parts, and split.json about them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "cli/call.h"

namespace kinfold::app {

struct SplitAsked {
  std::string source, task, by, out, format = "parquet";
  std::string keep = "nodes", together = "relation";
  std::uint64_t seed = 1;
};

// A file of the rows whose mark is from `low` to `high` (data/folds.h).
struct Part {
  std::string name;
  std::uint32_t low, high;
};
// train and test; fold1 ..., and kept if there are rows in no fold; or fold1/train, fold1/test, fold2/train ...
std::vector<Part> parts_of(const std::string& rule, const std::vector<std::uint8_t>& marks);

// 1 for the rows of a part.
std::vector<std::uint8_t> marks_of(const Part& part, const std::vector<std::uint8_t>& marks);

// An Error where a round would have nothing to train or to test.
void check_rounds(const std::string& rule, const std::vector<std::uint8_t>& marks);

class SplitFolder {
 public:
  SplitFolder(Call& call, const SplitAsked& asked, const std::string& rule, std::uint64_t checksum);

  // Where a part is to be written; the folder that it lies in is made.
  std::string file(const Part& part) const;
  void wrote(const Part& part, std::size_t rows);
  void finish();  // writes split.json and says what was written

  Json about;  // what split.json will hold

 private:
  Call& call_;
  const SplitAsked& asked_;
  std::string rule_;
};

}  // namespace kinfold::app
