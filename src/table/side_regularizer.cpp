#include "table/side_regularizer.h"

#include "regularizer/row.h"

namespace kinfold {

RowMethod row_method(const std::string& regularizer) {
  RowMethod method = RowMethod::kLeastSquares;
  dispatch(Regularizers{}, "regularizer", regularizer, [&]<class P>() {
    if (std::same_as<P, L1>) method = RowMethod::kL1;
    if (std::same_as<P, NonNegative>) method = RowMethod::kNonNegative;
  });
  return method;
}

RegularizedSide::RegularizedSide(const SideRegularizer& regularizer, std::size_t rank, std::size_t rows, bool fix_last)
    : rank_(rank), method_(row_method(regularizer.kind)), reg_(regularizer.reg), scale_(rows, 1.0f) {
  regs_.assign(Matrix(0, rank + 1).stride(), kFixedReg);
  std::fill_n(regs_.begin(), rank, method_ == RowMethod::kL1 ? 0 : regularizer.reg);
  if (!fix_last) regs_[rank] = 0;
}

RowSystem RegularizedSide::system(const Examples& examples, const Matrix& fixed) const {
  RowSystem system{&examples, &fixed, scale_, regs_};
  system.method = method_;
  system.l1 = method_ == RowMethod::kL1 ? reg_ : 0;
  system.constrained_columns = rank_;
  return system;
}

double RegularizedSide::value(const float* row) const {
  double sum = 0;
  for (std::size_t k = 0; k < rank_; ++k)
    sum += method_ == RowMethod::kL1 ? L1{}.value(reg_, row[k]) : L2{}.value(reg_, row[k]);
  return sum;
}

}  // namespace kinfold
