// Helpers to read frames from texts, with their reports and errors.
#pragma once
#include <cmath>
#include <sstream>

#include "io/fixture.h"
#include "io/table/frame_reader.h"

namespace kinfold::source {

class Frames : public SourceTest {
 protected:
  Frame frame(const std::string& name, const FrameReadOptions& read_options = {}, SourceOptions options = {}) {
    Source source(path(name), table_source_options(options));
    report_ = {};
    return read_frame(source, read_options, report_);
  }
  Frame of(const std::string& text, const std::string& types = "", const SourceOptions& options = {}) {
    write("t.csv", text);
    return frame("t.csv", {types, {}}, options);
  }
  Error error(const std::string& text, const std::string& types = "", const SourceOptions& options = {}) {
    return failure([&] { of(text, types, options); });
  }
  Error expected_error(const std::string& text, const std::vector<FrameColumn>& expected,
                       const std::string& types = "") {
    write("t.csv", text);
    return failure([&] { frame("t.csv", {types, expected}); });
  }
  std::string notes() const { return join(report_.notes, "\n"); }

  FrameReport report_;
};

// One column of a frame as text: levels by name, missing cells as "-".
inline std::string cells(const Frame& frame, std::size_t column) {
  std::string all;
  for (Id row = 0; row < frame.cells.rows(); ++row) {
    const float cell = frame.cells[row][column];
    const auto& levels = frame.columns[column].levels;
    std::ostringstream text;
    if (missing(cell))
      text << "-";
    else if (levels.empty())
      text << cell;
    else
      text << levels[std::size_t(cell)];
    all += (row ? " " : "") + text.str();
  }
  return all;
}

inline std::string names(const Frame& frame) {
  std::vector<std::string> names;
  for (const FrameColumn& column : frame.columns) names.push_back(column.name);
  return join(names, " ");
}

}  // namespace kinfold::source
