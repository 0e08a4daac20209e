// An embedding table: one row of `rank` floats an id, 64-byte aligned, rows padded with zeros to whole cache lines.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>

namespace kinfold {

using Id = std::uint32_t;

class Table {
 public:
  static constexpr std::size_t kLine = 16;  // floats in a cache line

  Table() = default;
  Table(std::size_t rows, std::size_t rank)
      : rows_(rows), rank_(rank), stride_((rank + kLine - 1) / kLine * kLine), data_(allocate(rows * stride_)) {}
  Table(const Table& other) : Table(other.rows_, other.rank_) { std::ranges::copy(other.padded(), data_.get()); }
  Table& operator=(const Table& other) {
    Table copy(other);
    return *this = std::move(copy);
  }
  Table(Table&&) noexcept = default;
  Table& operator=(Table&&) noexcept = default;

  std::size_t rows() const { return rows_; }
  std::size_t rank() const { return rank_; }
  std::size_t stride() const { return stride_; }  // floats from one row to the next

  float* operator[](Id row) { return data_.get() + row * stride_; }
  const float* operator[](Id row) const { return data_.get() + row * stride_; }
  std::span<float> row(Id row) { return {(*this)[row], rank_}; }
  std::span<const float> row(Id row) const { return {(*this)[row], rank_}; }
  std::span<float> padded() { return {data_.get(), rows_ * stride_}; }
  std::span<const float> padded() const { return {data_.get(), rows_ * stride_}; }

 private:
  struct Free {
    void operator()(float* data) const { ::operator delete[](data, std::align_val_t{64}); }
  };
  static std::unique_ptr<float[], Free> allocate(std::size_t count) {
    std::unique_ptr<float[], Free> data(
        static_cast<float*>(::operator new[](count * sizeof(float), std::align_val_t{64})));
    std::fill_n(data.get(), count, 0.0f);
    return data;
  }

  std::size_t rows_ = 0, rank_ = 0, stride_ = 0;
  std::unique_ptr<float[], Free> data_;
};

}  // namespace kinfold
