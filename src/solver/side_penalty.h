// The penalty of one side of a low-rank model, as the solver of rows knows it. Rows of the side are `rank` numbers and
// one more, an offset or the 1 that takes it, which no penalty binds.
#pragma once
#include <string>
#include <vector>

#include "solver/rows.h"

namespace kinfold {

// A penalty's name (see penalty/row.h) and how much it counts.
struct SidePenalty {
  std::string kind = "ridge";
  float strength = 0.1f;
};

// How rows are found that a penalty binds. Throws an Error that lists the known penalties for one that is none.
RowAnswer answer_of(const std::string& penalty);

class PenalizedSide {
 public:
  // The last column keeps its value if `held`.
  PenalizedSide(const SidePenalty& penalty, std::size_t rank, std::size_t rows, bool held);

  // What the solver needs of one step of the side; the system refers to this, to the examples and to `fixed`.
  RowSystem system(const Examples& examples, const Table& fixed) const;
  double value(const float* row) const;
  bool smooth() const { return answer_ == RowAnswer::kLeast; }  // steps may go on beyond their minimum

 private:
  std::size_t rank_;
  RowAnswer answer_ = RowAnswer::kLeast;
  float strength_;
  std::vector<float> scale_, strengths_;
};

}  // namespace kinfold
