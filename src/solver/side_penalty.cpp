#include "solver/side_penalty.h"

#include "penalty/row.h"

namespace kinfold {

RowAnswer answer_of(const std::string& penalty) {
  RowAnswer answer = RowAnswer::kLeast;
  with_choice(Penalties{}, "penalty", penalty, [&]<class P>() {
    if (std::same_as<P, Lasso>) answer = RowAnswer::kLasso;
    if (std::same_as<P, NonNegative>) answer = RowAnswer::kNonNegative;
  });
  return answer;
}

PenalizedSide::PenalizedSide(const SidePenalty& penalty, std::size_t rank, std::size_t rows, bool held)
    : rank_(rank), answer_(answer_of(penalty.kind)), strength_(penalty.strength), scale_(rows, 1.0f) {
  strengths_.assign(Table(0, rank + 1).stride(), kHeld);
  std::fill_n(strengths_.begin(), rank, answer_ == RowAnswer::kLasso ? 0 : penalty.strength);
  if (!held) strengths_[rank] = 0;
}

RowSystem PenalizedSide::system(const Examples& examples, const Table& fixed) const {
  RowSystem system{&examples, &fixed, scale_, strengths_};
  system.answer = answer_;
  system.lasso = answer_ == RowAnswer::kLasso ? strength_ : 0;
  system.free_columns = rank_;
  return system;
}

double PenalizedSide::value(const float* row) const {
  double sum = 0;
  for (std::size_t k = 0; k < rank_; ++k)
    sum += answer_ == RowAnswer::kLasso ? Lasso{}.value(strength_, row[k]) : Ridge{}.value(strength_, row[k]);
  return sum;
}

}  // namespace kinfold
