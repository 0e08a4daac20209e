// Lists of texts in a tensor file: NAME.text contains them concatenated, NAME.begin their offsets.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "data/vocabulary.h"
#include "store/tensors.h"

namespace kinfold {

// A list of texts in this format. A TensorWriter refers to it, so it must live until the file is written.
struct StringList {
  std::string text;
  std::vector<std::uint64_t> begin{0};

  explicit StringList(const std::vector<std::string>& list);
  void add_to(TensorWriter& file, const std::string& name) const;
};

// Reads a list of texts. Throws an Error if the offsets do not match the text.
std::vector<std::string> read_strings(const TensorReader& file, const std::string& name);

// Ids of a vocabulary, as NAME.id. Reading throws an Error if an id occurs twice.
void add_ids(TensorWriter& file, const std::string& name, const Vocabulary& ids);
Vocabulary read_ids(const TensorReader& file, const std::string& name);

}  // namespace kinfold
