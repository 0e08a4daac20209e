// A dense row-major float32 matrix, such as an embedding table with one row per id. Rows are 64-byte aligned and padded
// with zeros to whole cache lines.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>

namespace kinfold {

using Id = std::uint32_t;

class Matrix {
 public:
  static constexpr std::size_t kLine = 16;  // floats in a cache line

  Matrix() = default;
  Matrix(std::size_t rows, std::size_t rank)
      : rows_(rows), rank_(rank), stride_(stride_of(rank)), data_(allocate(rows * stride_)) {}
  Matrix(const Matrix& other) : Matrix(other.rows_, other.rank_) { std::ranges::copy(other.padded(), data_.get()); }
  Matrix& operator=(const Matrix& other) {
    Matrix copy(other);
    return *this = std::move(copy);
  }
  Matrix(Matrix&&) noexcept = default;
  Matrix& operator=(Matrix&&) noexcept = default;

  std::size_t rows() const { return rows_; }
  std::size_t rank() const { return rank_; }
  std::size_t stride() const { return stride_; }  // floats from one row to the next

  float* operator[](Id row) { return data_.get() + row * stride_; }
  const float* operator[](Id row) const { return data_.get() + row * stride_; }
  std::span<float> row(Id row) { return {(*this)[row], rank_}; }
  std::span<const float> row(Id row) const { return {(*this)[row], rank_}; }
  // Sets the shape. Reallocates only if the shape changes; the contents are then zero, otherwise unchanged.
  void resize(std::size_t rows, std::size_t rank) {
    if (rows != rows_ || rank != rank_) *this = Matrix(rows, rank);
  }
  // Truncates each row to its first `rank` entries, in place.
  void narrow(std::size_t rank) {
    const std::size_t before = stride_;
    rank_ = rank, stride_ = stride_of(rank);
    for (std::size_t row = 0; row < rows_; ++row) {
      float* to = data_.get() + row * stride_;
      std::copy_n(data_.get() + row * before, rank_, to);
      std::fill(to + rank_, to + stride_, 0.0f);
    }
  }
  // All rows with their padding.
  std::span<float> padded() { return {data_.get(), rows_ * stride_}; }
  std::span<const float> padded() const { return {data_.get(), rows_ * stride_}; }

 private:
  struct Free {
    void* block;
    void operator()(float*) const { std::free(block); }
  };
  static std::size_t stride_of(std::size_t rank) { return (rank + kLine - 1) / kLine * kLine; }
  // Aligns the memory itself, because memory from aligned_alloc is often not reused after it is freed. With calloc the
  // system provides the zero pages of a large matrix only when they are written.
  static std::unique_ptr<float[], Free> allocate(std::size_t count) {
    constexpr std::size_t kAlignment = kLine * sizeof(float);
    void* block = std::calloc(count + kLine, sizeof(float));
    if (!block) throw std::bad_alloc();
    const auto begin = (reinterpret_cast<std::uintptr_t>(block) + kAlignment - 1) / kAlignment * kAlignment;
    return {reinterpret_cast<float*>(begin), Free{block}};
  }

  std::size_t rows_ = 0, rank_ = 0, stride_ = 0;
  std::unique_ptr<float[], Free> data_;
};

}  // namespace kinfold
