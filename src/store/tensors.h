// Files of named tensors in safetensors format, with text metadata and a checksum. See docs/file-format.md.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/bfloat16.h"
#include "core/error.h"
#include "core/matrix.h"

namespace kinfold {

// The safetensors name of a type.
template <class T>
constexpr const char* dtype_of() {
  if constexpr (std::is_same_v<T, float>)
    return "F32";
  else if constexpr (std::is_same_v<T, double>)
    return "F64";
  else if constexpr (std::is_same_v<T, std::uint32_t>)
    return "U32";
  else if constexpr (std::is_same_v<T, std::uint64_t>)
    return "U64";
  else if constexpr (std::is_same_v<T, BFloat16>)
    return "BF16";
  else
    return "U8";
}

// Collects views of tensors and writes them to a file. The views must stay valid until write() returns.
class TensorWriter {
 public:
  template <class T>
  void add(const std::string& name, std::span<const T> values, std::vector<std::size_t> shape = {}) {
    if (shape.empty()) shape = {values.size()};
    tensors_.push_back({name, dtype_of<T>(), shape, values.size_bytes(), {std::as_bytes(values)}});
  }
  void add(const std::string& name, const Matrix& matrix);  // rows without padding
  void add(const std::string& name, std::string_view text) { add(name, std::span(text.data(), text.size())); }

  // Writes the file atomically (store/atomic_file.h). Throws an Error if writing fails.
  void write(const std::string& path, std::map<std::string, std::string> metadata) const;

 private:
  struct TensorEntry {
    std::string name, dtype;
    std::vector<std::size_t> shape;
    std::size_t bytes;
    std::vector<std::span<const std::byte>> spans;
  };
  std::vector<TensorEntry> tensors_;
};

// Reads a file of tensors into memory and validates it: each tensor is inside the file and its size matches its shape.
class TensorReader {
 public:
  explicit TensorReader(const std::string& path);
  // From memory. `name` is used in error messages. Fuzz tests do not verify the checksum.
  TensorReader(std::vector<std::byte> bytes, const std::string& name, bool verify_checksum = true);

  const std::map<std::string, std::string>& metadata() const { return metadata_; }
  std::string checksum() const;  // the checksum in the file, of its whole contents
  bool has(const std::string& name) const { return tensors_.contains(name); }

  // Tensor contents. They throw an Error if the tensor is missing or has another type or, for matrix(), is not 2-D.
  template <class T>
  std::vector<T> get(const std::string& name) const {
    const std::span<const std::byte> bytes = entry(name, dtype_of<T>()).bytes;
    std::vector<T> values(bytes.size() / sizeof(T));
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<std::byte*>(values.data()));
    return values;
  }
  std::string text(const std::string& name) const;
  Matrix matrix(const std::string& name) const;
  // Throws an Error that this file is not valid because of `what`.
  [[noreturn]] void damaged(const std::string& what) const;

 private:
  struct TensorEntry {
    std::string dtype;
    std::vector<std::size_t> shape;
    std::span<const std::byte> bytes;
  };
  const TensorEntry& entry(const std::string& name, const std::string& dtype) const;
  void parse(bool verify_checksum);

  std::string name_;
  std::vector<std::byte> bytes_;
  std::map<std::string, std::string> metadata_;
  std::map<std::string, TensorEntry> tensors_;
};

}  // namespace kinfold
