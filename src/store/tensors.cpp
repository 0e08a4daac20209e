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
constexpr std::string_view kNoSum = "0000000000000000";
constexpr std::string_view kSumKey = "\"checksum\":\"";

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

}  // namespace

void TensorWriter::add(const std::string& name, const Table& table) {
  Part part{name, "F32", {table.rows(), table.rank()}, table.rows() * table.rank() * sizeof(float), {}};
  if (table.rank() == table.stride()) {
    part.pieces.push_back(std::as_bytes(table.padded()));
  } else {
    for (Id row = 0; row < table.rows(); ++row) part.pieces.push_back(std::as_bytes(table.row(row)));
  }
  parts_.push_back(std::move(part));
}

void TensorWriter::write(const std::string& path, std::map<std::string, std::string> metadata) const {
  json header = json::object();
  metadata["checksum"] = kNoSum;
  header["__metadata__"] = metadata;
  std::size_t at = 0;
  for (const Part& part : parts_) {
    header[part.name] = {{"dtype", part.dtype}, {"shape", part.shape}, {"data_offsets", {at, at + part.bytes}}};
    at += part.bytes;
  }
  std::string text = dump_json(header);
  text.append((8 - text.size() % 8) % 8, ' ');
  const std::uint64_t size = text.size();

  XXH3_state_t* state = XXH3_createState();
  XXH3_64bits_reset(state);
  XXH3_64bits_update(state, &size, sizeof size);
  XXH3_64bits_update(state, text.data(), text.size());
  for (const Part& part : parts_)
    for (const auto& piece : part.pieces) XXH3_64bits_update(state, piece.data(), piece.size());
  const std::string sum = hex(XXH3_64bits_digest(state));
  XXH3_freeState(state);
  text.replace(text.find(kSumKey) + kSumKey.size(), sum.size(), sum);

  AtomicFile file(path);
  file.write(std::as_bytes(std::span(&size, 1)));
  file.write(std::as_bytes(std::span(text)));
  for (const Part& part : parts_)
    for (const auto& piece : part.pieces) file.write(piece);
  file.commit();
}

TensorReader::TensorReader(const std::string& path) : name_(path) {
  if (std::filesystem::is_directory(path)) throw Error("this is a folder", path, "name a model file");
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw Error("there is no such file, or it cannot be read", path);
  const std::streamoff size = file.tellg();
  if (size < 0) throw Error("this is not a file that can be read", path);
  bytes_.resize(std::size_t(size));
  file.seekg(0);
  if (!file.read(reinterpret_cast<char*>(bytes_.data()), size)) throw Error("reading failed", path);
  parse(true);
}

TensorReader::TensorReader(std::vector<std::byte> bytes, const std::string& name, bool check_sum)
    : name_(name), bytes_(std::move(bytes)) {
  parse(check_sum);
}

void TensorReader::damaged(const std::string& what) const {
  throw Error("not a whole kinfold file: " + what, name_,
              "it is truncated, damaged or of another kind; take a copy or train again");
}

void TensorReader::parse(bool check_sum) {
  std::uint64_t size = 0;
  if (bytes_.size() < sizeof size) damaged("it has " + std::to_string(bytes_.size()) + " bytes");
  std::memcpy(&size, bytes_.data(), sizeof size);
  if (size > bytes_.size() - sizeof size)
    damaged("its header should have " + std::to_string(size) + " bytes, the file has " + std::to_string(bytes_.size()));
  const std::string_view text(reinterpret_cast<const char*>(bytes_.data()) + sizeof size, size);
  const std::span<const std::byte> data(bytes_.data() + sizeof size + size, bytes_.size() - sizeof size - size);
  std::size_t end = 0;
  try {
    const json header = parse_json(text);
    metadata_ = header.at("__metadata__").get<std::map<std::string, std::string>>();
    for (const auto& [name, entry] : header.items()) {
      if (name == "__metadata__") continue;
      Part part{entry.at("dtype"), entry.at("shape"), {}};
      const auto offsets = entry.at("data_offsets").get<std::vector<std::size_t>>();
      if (offsets.size() != 2 || offsets[0] > offsets[1]) damaged("tensor '" + name + "' has senseless offsets");
      if (offsets[1] > data.size()) damaged("tensor '" + name + "' reaches past its end");
      part.bytes = data.subspan(offsets[0], offsets[1] - offsets[0]);
      std::size_t count = item_size(part.dtype);
      for (std::size_t extent : part.shape)
        if (__builtin_mul_overflow(count, extent, &count)) damaged("tensor '" + name + "' has a senseless shape");
      if (item_size(part.dtype) == 0 || count != part.bytes.size())
        damaged("tensor '" + name + "' has not the size that its shape says");
      end = std::max(end, offsets[1]);
      parts_.emplace(name, std::move(part));
    }
  } catch (const json::exception&) {
    damaged("its header is not the JSON of a tensor file");
  }
  if (end != data.size())
    damaged("it has " + std::to_string(data.size()) + " bytes of data, not " + std::to_string(end));
  if (!check_sum) return;

  const std::size_t at = text.find(kSumKey);
  if (at == std::string_view::npos || !metadata_.contains("checksum") ||
      text.substr(at + kSumKey.size(), kNoSum.size()) != metadata_.at("checksum"))
    damaged("its checksum is missing");
  std::byte* digits = bytes_.data() + sizeof size + at + kSumKey.size();
  std::memcpy(digits, kNoSum.data(), kNoSum.size());
  if (hex(XXH3_64bits(bytes_.data(), bytes_.size())) != metadata_.at("checksum"))
    damaged("its checksum differs from its contents");
}

const TensorReader::Part& TensorReader::part(const std::string& name, const std::string& dtype) const {
  const auto found = parts_.find(name);
  if (found == parts_.end()) damaged("tensor '" + name + "' is missing");
  if (found->second.dtype != dtype) damaged("tensor '" + name + "' is " + found->second.dtype + ", not " + dtype);
  return found->second;
}

std::string TensorReader::checksum() const {
  const auto sum = metadata_.find("checksum");
  return sum == metadata_.end() ? "" : sum->second;
}

std::string TensorReader::text(const std::string& name) const {
  const auto bytes = part(name, "U8").bytes;
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Table TensorReader::table(const std::string& name) const {
  const Part& found = part(name, "F32");
  if (found.shape.size() != 2) damaged("tensor '" + name + "' is not a table");
  if (found.shape[1] == 0 && found.shape[0] > bytes_.size()) damaged("tensor '" + name + "' has a senseless shape");
  Table table(found.shape[0], found.shape[1]);
  const std::size_t row_bytes = table.rank() * sizeof(float);
  for (Id row = 0; row < table.rows() && row_bytes > 0; ++row)
    std::memcpy(table[row], found.bytes.data() + row * row_bytes, row_bytes);
  return table;
}

}  // namespace kinfold
