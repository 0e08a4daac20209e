#include "table/components.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/random.h"
#include "table/low_rank_column.h"

namespace kinfold {
namespace {

constexpr float kNoise = 1e-2f;

// Norm of the entries with the given sign, or of all entries if `sign` is 0.
double length(std::span<const float> vector, float sign) {
  double sum = 0;
  for (float x : vector) sum += sign * x > 0 || sign == 0 ? double(x) * x : 0;
  return std::sqrt(sum);
}

}  // namespace

// With A = U S V', the components are U S^1/2 and V S^1/2.
Components singular_components(const LinearOperator& table, std::size_t count, const RandomizedSvdOptions& options,
                               Pool& pool) {
  SvdResult svd = randomized_svd(table, count, options, pool);
  Components components{transpose_columns(svd.products, 0, count, pool), std::move(svd.vectors)};
  for (Id k = 0; k < count; ++k) {
    const float root = float(std::sqrt(svd.values[k]));
    for (float& x : components.left.row(k)) x *= root > 0 ? 1 / root : 0;
    for (float& x : components.right.row(k)) x *= root;
  }
  return components;
}

Components random_components(std::size_t rows, std::size_t columns, std::size_t count, std::uint64_t seed) {
  Components components{Matrix(count, rows), Matrix(count, columns)};
  for (Id k = 0; k < count; ++k) {
    Random random(seed, {0x5747, k});
    for (float& x : components.left.row(k)) x = float(random.normal());
    for (float& x : components.right.row(k)) x = float(random.normal() / std::sqrt(double(count)));
  }
  return components;
}

Components nndsvd(Components all, std::size_t count, bool left_nonnegative, bool right_nonnegative) {
  if (!left_nonnegative && !right_nonnegative) return all;
  struct SignedPart {
    double length;
    Id component;
    float sign;
  };
  std::vector<SignedPart> parts;
  for (Id k = 0; k < all.left.rows(); ++k)
    for (float sign : {1.0f, -1.0f})
      parts.push_back({length(all.left.row(k), left_nonnegative ? sign : 0) *
                           length(all.right.row(k), right_nonnegative ? sign : 0),
                       k, sign});
  std::ranges::stable_sort(parts, std::greater{}, &SignedPart::length);
  Components result{Matrix(count, all.left.rank()), Matrix(count, all.right.rank())};
  const auto copy_part = [](std::span<const float> from, float sign, bool nonnegative, std::span<float> to) {
    for (std::size_t n = 0; n < to.size(); ++n) to[n] = nonnegative ? std::max(sign * from[n], 0.0f) : sign * from[n];
  };
  for (Id n = 0; n < std::min(count, parts.size()); ++n) {
    copy_part(all.left.row(parts[n].component), parts[n].sign, left_nonnegative, result.left.row(n));
    copy_part(all.right.row(parts[n].component), parts[n].sign, right_nonnegative, result.right.row(n));
  }
  return result;
}

void init_row(const Matrix& components, std::size_t at, bool nonnegative, std::uint64_t seed, std::uint64_t stream,
              std::span<float> row) {
  Random random(seed, {stream, at});
  for (std::size_t k = 0; k < row.size(); ++k) {
    const bool available = k < components.rows();
    const float noise = kNoise * float(random.normal());
    row[k] = available ? components[Id(k)][at] : 0;
    if (nonnegative || !available) row[k] += nonnegative ? std::fabs(noise) : noise;
  }
}

}  // namespace kinfold
