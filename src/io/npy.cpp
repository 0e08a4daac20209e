#include "io/npy.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "core/error.h"
#include "io/source.h"
#include "store/atomic_file.h"

namespace kinfold {
namespace {

static_assert(std::endian::native == std::endian::little);
constexpr std::string_view kMagic("\x93NUMPY", 6);

template <class T>
void convert(const std::byte* from, std::size_t count, float* out) {
  if constexpr (std::same_as<T, float>) return void(std::memcpy(out, from, count * sizeof(T)));
  for (std::size_t i = 0; i < count; ++i) {
    T number;  // memcpy, since the source may be unaligned
    std::memcpy(&number, from + i * sizeof(T), sizeof(T));
    out[i] = float(number);
  }
}

struct Dtype {
  std::string_view descr;
  std::size_t width;
  void (*convert)(const std::byte*, std::size_t, float*);
};
constexpr Dtype kDtypes[] = {
    {"<f4", 4, convert<float>},         {"<f8", 8, convert<double>},       {"|b1", 1, convert<std::uint8_t>},
    {"|i1", 1, convert<std::int8_t>},   {"<i2", 2, convert<std::int16_t>}, {"<i4", 4, convert<std::int32_t>},
    {"<i8", 8, convert<std::int64_t>},  {"|u1", 1, convert<std::uint8_t>}, {"<u2", 2, convert<std::uint16_t>},
    {"<u4", 4, convert<std::uint32_t>}, {"<u8", 8, convert<std::uint64_t>}};

// The text after "'key':" in the header (a Python dict), up to and including one of `ends`. Empty if there is no key.
std::string_view value_of(std::string_view dict, std::string_view key, std::string_view ends) {
  const std::size_t at = dict.find("'" + std::string(key) + "':");
  if (at == std::string_view::npos) return {};
  std::string_view value = dict.substr(at + key.size() + 3);
  value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
  const std::size_t end = value.find_first_of(ends, 1);
  return end == std::string_view::npos ? std::string_view() : value.substr(0, end + 1);
}

// Parses "(3, 4)" to 3, 4. Returns false if the text is not a tuple of sizes.
bool shape_of(std::string_view tuple, std::vector<std::size_t>& shape) {
  if (!tuple.starts_with('(') || !tuple.ends_with(')')) return false;
  const char *at = tuple.data() + 1, *end = tuple.data() + tuple.size() - 1;
  while (true) {
    while (at < end && *at == ' ') ++at;
    if (at == end) return true;
    const auto [next, error] = std::from_chars(at, end, shape.emplace_back());
    if (error != std::errc() || (next != end && *next != ',')) return false;
    at = next == end ? end : next + 1;
  }
}

std::string npy_header(std::size_t rows, std::size_t columns) {
  std::string dict = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(rows) + ", " +
                     std::to_string(columns) + "), }";
  dict.append(63 - (10 + dict.size()) % 64, ' ');  // the data begins at a multiple of 64 bytes
  dict += '\n';
  std::string header(kMagic);
  header += std::string("\x01\x00", 2);
  header += char(dict.size() & 0xff);
  header += char(dict.size() >> 8);
  return header + dict;
}

}  // namespace

struct NpyBlocks::Mapping {
  std::string path;
  void* bytes = MAP_FAILED;
  std::size_t size = 0;

  explicit Mapping(const std::string& file) : path(file) {
    check_file(path);
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat info = {};
    if (descriptor >= 0 && fstat(descriptor, &info) == 0) {
      size = std::size_t(info.st_size);
      bytes = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    }
    const int code = errno;
    if (descriptor >= 0) close(descriptor);
    if (bytes == MAP_FAILED) throw Error("cannot open the file: " + std::string(std::strerror(code)), path);
  }
  ~Mapping() {
    if (bytes != MAP_FAILED) munmap(bytes, size);
  }
  std::string_view text() const { return {static_cast<const char*>(bytes), size}; }

  [[noreturn]] void damaged(const std::string& what) const {
    throw Error("the file is damaged: " + what, path, "write it again with numpy.save(path, array)");
  }
  [[noreturn]] void unsupported(const std::string& what, const std::string& array) const {
    throw Error(what, path, "write it with numpy.save(path, " + array + ")");
  }

  // Size of the header in bytes: magic, version, length of the dict, the dict.
  std::size_t header_size() const {
    const std::string_view file = text();
    if (!file.starts_with(kMagic))
      throw Error("this is not a .npy file", path, "write one with numpy.save(path, array)");
    if (size < 12) damaged("it ends within its header");
    const int version = file[6];
    if (version < 1 || version > 3) damaged("its format version is " + std::to_string(version) + ", not 1, 2 or 3");
    std::size_t length = 0;
    const std::size_t length_size = version == 1 ? 2 : 4;
    std::memcpy(&length, file.data() + 8, length_size);
    if (length > size - 8 - length_size) damaged("it ends within its header");
    return 8 + length_size + length;
  }
};

NpyBlocks::NpyBlocks(const std::string& path) : mapping_(std::make_unique<Mapping>(path)) { read_header(); }
NpyBlocks::~NpyBlocks() = default;

void NpyBlocks::read_header() {
  const std::size_t begin = mapping_->header_size();
  const std::string_view dict = mapping_->text().substr(0, begin);
  const std::string_view descr = value_of(dict, "descr", "'"), order = value_of(dict, "fortran_order", ",}");
  std::vector<std::size_t> shape;
  if (descr.empty() || !(order.starts_with("False") || order.starts_with("True")) ||
      !shape_of(value_of(dict, "shape", ")"), shape))
    mapping_->damaged("its header lacks a valid descr, fortran_order or shape");
  if (descr.starts_with('['))
    mapping_->unsupported("it is a structured array", "numpy.lib.recfunctions.structured_to_unstructured(array)");
  const auto dtype = std::ranges::find(kDtypes, descr.substr(1, descr.size() - 2), &Dtype::descr);
  if (dtype == std::end(kDtypes))
    mapping_->unsupported("its numbers are of type " + std::string(descr) + ", which is not supported",
                          "array.astype('<f4')");
  if (shape.size() != 2)
    mapping_->unsupported(
        "it has " + std::to_string(shape.size()) + (shape.size() == 1 ? " dimension" : " dimensions") + ", not 2",
        shape.size() < 2 ? "array.reshape(-1, 1)" : "array.reshape(len(array), -1)");
  if (order.starts_with("True")) mapping_->unsupported("it is in Fortran order", "numpy.ascontiguousarray(array)");
  rows_ = shape[0], columns_ = shape[1], width_ = dtype->width, convert_ = dtype->convert;
  locate_data(begin);
}

void NpyBlocks::locate_data(std::size_t begin) {
  if (rows_ == 0 || columns_ == 0) throw Error("it has no " + std::string(rows_ ? "columns" : "rows"), mapping_->path);
  if (rows_ > std::numeric_limits<Id>::max())
    throw Error("it has " + std::to_string(rows_) + " rows, more than 4294967295", mapping_->path);
  const std::size_t available = mapping_->size - begin, max_count = std::numeric_limits<std::size_t>::max() / width_;
  if (columns_ > max_count / rows_ || rows_ * columns_ * width_ != available)
    mapping_->damaged("its shape is " + std::to_string(rows_) + " x " + std::to_string(columns_) + " numbers of " +
                      std::to_string(width_) + " bytes, but it holds " + std::to_string(available) + " bytes");
  numbers_ = static_cast<const std::byte*>(mapping_->bytes) + begin;
}

void NpyBlocks::read(std::size_t first, std::size_t count, float* out, std::size_t stride) const {
  for (std::size_t i = 0; i < count; ++i)
    convert_(numbers_ + (first + i) * columns_ * width_, columns_, out + i * stride);
}

// Releases the memory pages that lie entirely within these rows. They are read from the file again when needed.
void NpyBlocks::release_rows(std::size_t first, std::size_t count) const {
  const auto page = std::uintptr_t(sysconf(_SC_PAGESIZE));
  const auto begin = std::uintptr_t(numbers_ + first * columns_ * width_), end = begin + count * columns_ * width_;
  const std::uintptr_t from = (begin + page - 1) / page * page, to = end / page * page;
  if (from < to) madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
}

Matrix read_npy(const std::string& path) { return read_all(NpyBlocks(path)); }

void write_npy(const RowBlocks& table, const std::string& path) {
  AtomicFile file(path);
  file.write(npy_header(table.rows(), table.columns()));
  std::vector<float> row(table.columns());
  for (std::size_t i = 0; i < table.rows(); ++i) {
    table.read(i, 1, row.data(), row.size());
    file.write(std::as_bytes(std::span(row)));
  }
  file.commit();
}

}  // namespace kinfold
