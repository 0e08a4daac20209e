#include "store/tensors.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "store/atomic_file.h"
#include "store/json.h"

namespace kinfold {
namespace {

using nlohmann::json;
constexpr std::string_view kZeroChecksum = "0000000000000000";
constexpr std::string_view kChecksumKey = "\"checksum\":\"";

std::string hex(std::uint64_t value) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
  return text;
}

std::size_t item_size(const std::string& dtype) {
  static const std::map<std::string, std::size_t> sizes = {{"F32", 4}, {"F64", 8},  {"U32", 4},
                                                           {"U64", 8}, {"BF16", 2}, {"U8", 1}};
  const auto found = sizes.find(dtype);
  return found == sizes.end() ? 0 : found->second;
}

// Only unsigned numbers are sizes; a json::exception otherwise. get<std::size_t>() would convert any number.
std::vector<std::size_t> read_sizes(const json& list) {
  std::vector<std::size_t> sizes;
  for (const json& size : list) sizes.push_back(size.get_ref<const json::number_unsigned_t&>());
  return sizes;
}

}  // namespace

void TensorWriter::add(const std::string& name, const Matrix& matrix) {
  TensorEntry entry{name, "F32", {matrix.rows(), matrix.rank()}, matrix.rows() * matrix.rank() * sizeof(float), {}};
  if (matrix.rank() == matrix.stride()) {
    entry.spans.push_back(std::as_bytes(matrix.padded()));
  } else {
    for (Id row = 0; row < matrix.rows(); ++row) entry.spans.push_back(std::as_bytes(matrix.row(row)));
  }
  tensors_.push_back(std::move(entry));
}

void TensorWriter::write(const std::string& path, std::map<std::string, std::string> metadata) const {
  json header = json::object();
  metadata["checksum"] = kZeroChecksum;
  header["__metadata__"] = metadata;
  std::size_t at = 0;
  for (const TensorEntry& entry : tensors_) {
    header[entry.name] = {{"dtype", entry.dtype}, {"shape", entry.shape}, {"data_offsets", {at, at + entry.bytes}}};
    at += entry.bytes;
  }
  std::string text = dump_json(header);
  text.append((8 - text.size() % 8) % 8, ' ');
  const std::uint64_t size = text.size();

  XXH3_state_t* state = XXH3_createState();
  XXH3_64bits_reset(state);
  XXH3_64bits_update(state, &size, sizeof size);
  XXH3_64bits_update(state, text.data(), text.size());
  for (const TensorEntry& entry : tensors_)
    for (const auto& span_bytes : entry.spans) XXH3_64bits_update(state, span_bytes.data(), span_bytes.size());
  const std::string checksum_text = hex(XXH3_64bits_digest(state));
  XXH3_freeState(state);
  text.replace(text.find(kChecksumKey) + kChecksumKey.size(), checksum_text.size(), checksum_text);

  AtomicFile file(path);
  file.write(std::as_bytes(std::span(&size, 1)));
  file.write(std::as_bytes(std::span(text)));
  for (const TensorEntry& entry : tensors_)
    for (const auto& span_bytes : entry.spans) file.write(span_bytes);
  file.commit();
}

TensorReader::TensorReader(const std::string& path) : name_(path) {
  if (std::filesystem::is_directory(path)) throw Error("this is a folder", path, "name a model file");
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw Error("there is no such file, or it is not readable", path);
  const std::streamoff size = file.tellg();
  if (size < 0) throw Error("the size of this file cannot be determined", path, "name a regular file");
  bytes_.resize(std::size_t(size));
  file.seekg(0);
  if (!file.read(reinterpret_cast<char*>(bytes_.data()), size)) throw Error("reading failed", path);
  parse(true);
}

TensorReader::TensorReader(std::vector<std::byte> bytes, const std::string& name, bool verify_checksum)
    : name_(name), bytes_(std::move(bytes)) {
  parse(verify_checksum);
}

void TensorReader::damaged(const std::string& what) const {
  throw Error("not a valid kinfold file: " + what, name_,
              "the file is truncated, damaged or of another kind; restore a copy or train again");
}

void TensorReader::parse(bool verify_checksum) {
  std::uint64_t size = 0;
  if (bytes_.size() < sizeof size) damaged("it has only " + std::to_string(bytes_.size()) + " bytes");
  std::memcpy(&size, bytes_.data(), sizeof size);
  if (size > bytes_.size() - sizeof size)
    damaged("the header has " + std::to_string(size) + " bytes, but the file only " + std::to_string(bytes_.size()));
  const std::string_view text(reinterpret_cast<const char*>(bytes_.data()) + sizeof size, size);
  const std::span<const std::byte> data(bytes_.data() + sizeof size + size, bytes_.size() - sizeof size - size);
  std::size_t end = 0;
  try {
    const json header = parse_json(text);
    metadata_ = header.at("__metadata__").get<std::map<std::string, std::string>>();
    for (const auto& [name, entry] : header.items()) {
      if (name == "__metadata__") continue;
      TensorEntry tensor{entry.at("dtype"), read_sizes(entry.at("shape")), {}};
      const auto offsets = read_sizes(entry.at("data_offsets"));
      if (offsets.size() != 2 || offsets[0] > offsets[1]) damaged("tensor '" + name + "' has invalid offsets");
      if (offsets[1] > data.size()) damaged("tensor '" + name + "' extends past the end of the file");
      tensor.bytes = data.subspan(offsets[0], offsets[1] - offsets[0]);
      std::size_t count = item_size(tensor.dtype);
      for (std::size_t extent : tensor.shape)
        if (__builtin_mul_overflow(count, extent, &count)) damaged("tensor '" + name + "' has an invalid shape");
      if (item_size(tensor.dtype) == 0 || count != tensor.bytes.size())
        damaged("the size of tensor '" + name + "' does not match its shape");
      end = std::max(end, offsets[1]);
      tensors_.emplace(name, std::move(tensor));
    }
  } catch (const json::exception&) {
    damaged("the header is not the JSON of a tensor file");
  }
  if (end != data.size())
    damaged("it has " + std::to_string(data.size()) + " bytes of data instead of " + std::to_string(end));
  if (!verify_checksum) return;

  const std::size_t at = text.find(kChecksumKey);
  if (at == std::string_view::npos || !metadata_.contains("checksum") ||
      text.substr(at + kChecksumKey.size(), kZeroChecksum.size()) != metadata_.at("checksum"))
    damaged("the checksum is missing");
  std::byte* digits = bytes_.data() + sizeof size + at + kChecksumKey.size();
  std::memcpy(digits, kZeroChecksum.data(), kZeroChecksum.size());
  if (hex(XXH3_64bits(bytes_.data(), bytes_.size())) != metadata_.at("checksum"))
    damaged("the checksum does not match the contents");
}

const TensorReader::TensorEntry& TensorReader::entry(const std::string& name, const std::string& dtype) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) damaged("tensor '" + name + "' is missing");
  if (found->second.dtype != dtype)
    damaged("tensor '" + name + "' has type " + found->second.dtype + " instead of " + dtype);
  return found->second;
}

std::string TensorReader::checksum() const {
  const auto checksum_text = metadata_.find("checksum");
  return checksum_text == metadata_.end() ? "" : checksum_text->second;
}

std::string TensorReader::text(const std::string& name) const {
  const auto bytes = entry(name, "U8").bytes;
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Matrix TensorReader::matrix(const std::string& name) const {
  const TensorEntry& found = entry(name, "F32");
  if (found.shape.size() != 2) damaged("tensor '" + name + "' is not a matrix");
  if (found.shape[1] == 0 && found.shape[0] > bytes_.size()) damaged("tensor '" + name + "' has an invalid shape");
  Matrix matrix(found.shape[0], found.shape[1]);
  const std::size_t row_bytes = matrix.rank() * sizeof(float);
  for (Id row = 0; row < matrix.rows() && row_bytes > 0; ++row)
    std::memcpy(matrix[row], found.bytes.data() + row * row_bytes, row_bytes);
  return matrix;
}

}  // namespace kinfold
