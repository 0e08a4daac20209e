// XXH3 checksum of a data set: each add() updates the sum with the bytes of an array.
#pragma once
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "data/vocabulary.h"

namespace kinfold {

class Checksum {
 public:
  Checksum& add(const auto& values) {
    sum_ = XXH3_64bits_withSeed(values.data(), values.size() * sizeof(values[0]), sum_);
    return *this;
  }
  Checksum& add(const Vocabulary& ids) { return add(ids.text()).add(ids.begins()); }
  std::uint64_t value() const { return sum_; }

 private:
  std::uint64_t sum_ = 0;
};

}  // namespace kinfold
