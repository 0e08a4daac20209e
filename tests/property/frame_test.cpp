#include <charconv>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "io/table/frame_reader.h"
#include "io/table/frame_writer.h"
#include "oracle/folder.h"
#include "property/ratings.h"

namespace kinfold {
namespace {

using rc::gen::element;
using rc::gen::inRange;

constexpr float kGap = std::numeric_limits<float>::quiet_NaN();
// No text is a single quote, because a file of such cells is ambiguous.
const std::vector<std::string> kTexts = {"a",   "no", "yes", "a,b",  "say \"x\"",  "two words", "x|y",
                                         "é日", "0",  "1",   "-3.5", "two\nlines", "it's",      "\\",
                                         "#",   "{}", "nil", ";",    "true",       "1 = one"};

float some_number(bool whole) {
  if (whole) return float(*inRange(-1000, 1000)) * (*inRange(0, 10) == 0 ? 1e9f : 1.0f);
  return float(*inRange(-100000, 100000)) * *element(0.001f, 0.37f, 1e-20f, 1e30f);
}

std::vector<std::string> some_levels(std::size_t count) {
  return *rc::gen::unique<std::vector<std::string>>(count, rc::gen::elementOf(kTexts));
}

FrameColumn some_column(const std::string& name) {
  FrameColumn column{name, ColumnKind(*inRange(0, int(kColumnKinds.size())))};
  const bool numbers = column.kind == ColumnKind::kNumber || column.kind == ColumnKind::kCount;
  if (numbers) column.whole = column.kind == ColumnKind::kCount || *rc::gen::arbitrary<bool>();
  if (column.kind == ColumnKind::kBoolean && *rc::gen::arbitrary<bool>()) column.levels = some_levels(2);
  if (column.kind == ColumnKind::kOrdinal || column.kind == ColumnKind::kCategory)
    column.levels = some_levels(*inRange<std::size_t>(1, 6));
  return column;
}

float some_cell(const FrameColumn& column) {
  if (*inRange(0, 4) == 0) return kGap;
  if (!column.levels.empty()) return float(*inRange<std::size_t>(0, column.levels.size()));
  if (column.kind == ColumnKind::kBoolean) return float(*inRange(0, 2));
  return column.kind == ColumnKind::kCount ? std::fabs(some_number(true)) : some_number(column.whole);
}

std::vector<std::string> some_texts(std::size_t rows) {
  std::vector<std::string> all = kTexts;
  all.insert(all.end(), {"", "NA", "?"});  // missing-value texts; valid as row names
  return *rc::gen::container<std::vector<std::string>>(rows, rc::gen::elementOf(all));
}

Frame some_frame() {
  static const std::vector<std::string> names = {"x", "y 2", "z,3", "w\"4"};
  Frame frame;
  const std::size_t rows = *inRange<std::size_t>(1, 12), columns = *inRange<std::size_t>(1, names.size() + 1);
  for (std::size_t c = 0; c < columns; ++c) frame.columns.push_back(some_column(names[c]));
  frame.cells = Matrix(rows, columns);
  for (Id row = 0; row < rows; ++row)
    for (std::size_t c = 0; c < columns; ++c) frame.cells[row][c] = some_cell(frame.columns[c]);
  if (*rc::gen::arbitrary<bool>()) frame.name_column = "who", frame.names = some_texts(rows);
  if (*rc::gen::arbitrary<bool>()) frame.label_name = "group", frame.labels = some_texts(rows);
  return frame;
}

Frame read(const std::string& path, const FrameReadOptions& read_options) {
  SourceOptions options = table_source_options();
  options.header = "yes";
  options.delimiter = path.ends_with(".tsv") ? "\\t" : ",";
  Source source(path, options);
  FrameReport report;
  return read_frame(source, read_options, report);
}

void check_same(const Frame& a, const Frame& b) {
  RC_ASSERT(a.columns == b.columns);
  RC_ASSERT(a.name_column == b.name_column);
  RC_ASSERT(a.names == b.names);
  RC_ASSERT(a.label_name == b.label_name);
  RC_ASSERT(a.labels == b.labels);
  RC_ASSERT(a.cells.rows() == b.cells.rows());
  for (Id row = 0; row < a.cells.rows(); ++row)
    for (std::size_t c = 0; c < a.columns.size(); ++c) {
      const float left = a.cells[row][c], right = b.cells[row][c];
      RC_ASSERT(left == right || (missing(left) && missing(right)));
    }
}

std::string text_of(const Frame& frame, Id row, std::size_t c) {
  const float cell = frame.cells[row][c];
  if (missing(cell)) return "";
  if (!frame.columns[c].levels.empty()) return frame.columns[c].levels[std::size_t(cell)];
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, cell).ptr};
}

std::string types_of(const Frame& frame) {
  std::vector<std::string> types;
  if (!frame.names.empty()) types.push_back("who=name");
  if (!frame.labels.empty()) types.push_back("group=label");
  return join(types, ",");
}

RC_GTEST_PROP(FrameProperty, RoundTripsWithGivenColumns, ()) {
  const Frame frame = some_frame();
  const oracle::Folder folder;
  const std::string path = folder / *element<std::string>("f.csv", "f.tsv", "f.parquet", "f.json");
  write_frame(frame, path);
  check_same(read(path, {types_of(frame), frame.columns}), frame);
}

// With only the kinds given, levels are detected again, and columns without values are absent.
RC_GTEST_PROP(FrameProperty, RoundTripsWithGivenKinds, ()) {
  const Frame frame = some_frame();
  std::string types = types_of(frame);
  for (std::size_t c = 0; c < frame.columns.size(); ++c)
    types += (types.empty() ? "" : ",") + std::to_string(c + 1 + !frame.names.empty()) + "=" +
             kColumnKinds[std::size_t(frame.columns[c].kind)];
  const oracle::Folder folder;
  write_frame(frame, folder / "f.csv");
  Frame found;
  try {
    found = read(folder / "f.csv", {types, {}});
  } catch (const Error& error) {
    RC_ASSERT(error.problem() == "it has no column of values");
    for (Id row = 0; row < frame.cells.rows(); ++row) RC_ASSERT(std::ranges::all_of(frame.cells.row(row), missing));
    return;
  }
  std::size_t next = 0;
  for (std::size_t c = 0; c < frame.columns.size(); ++c) {
    const bool there = next < found.columns.size() && found.columns[next].name == frame.columns[c].name;
    for (Id row = 0; row < frame.cells.rows(); ++row)
      RC_ASSERT(text_of(frame, row, c) == (there ? text_of(found, row, next) : ""));
    next += there;
  }
  RC_ASSERT(next == found.columns.size());
}

}  // namespace
}  // namespace kinfold
