// Lists of texts in a file of tensors: NAME.text holds them back to back, NAME.begin where each begins.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "data/vocabulary.h"
#include "store/tensors.h"

namespace kinfold {

// What a TensorWriter views; it must live until the file is written.
struct StringList {
  std::string text;
  std::vector<std::uint64_t> begin{0};

  explicit StringList(const std::vector<std::string>& list);
  void add_to(TensorWriter& file, const std::string& name) const;
};

// Checked: the offsets fit the text.
std::vector<std::string> read_strings(const TensorReader& file, const std::string& name);

// Ids as NAME.id; each is there once.
void add_ids(TensorWriter& file, const std::string& name, const Vocabulary& ids);
Vocabulary read_ids(const TensorReader& file, const std::string& name);

}  // namespace kinfold
