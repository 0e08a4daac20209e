// Writes a self-contained HTML page of sections with text, tables and SVG figures. The page has a light and a dark
// theme, can be read with the keyboard and in print, and loads nothing from elsewhere.
#pragma once
#include <string>
#include <vector>

namespace kinfold::app {

class Page {
 public:
  explicit Page(std::string title) : title_(std::move(title)) {}

  // A list of lines above the sections.
  void summary(const std::vector<std::string>& lines);
  void section(const std::string& heading);
  void text(const std::string& content);
  // The first cell of a row is its heading. Numbers are right-aligned. `intensities` (rows x columns, from 0 to 1) are
  // the strengths of the background colours; empty: no colours.
  void table(const std::string& caption, const std::vector<std::string>& header,
             const std::vector<std::vector<std::string>>& rows,
             const std::vector<std::vector<double>>& intensities = {});
  // `svg` comes from one of the functions of plot/.
  void figure(const std::string& svg, const std::string& caption);

  std::string html() const;

 private:
  std::string title_, summary_, body_, contents_;
  std::size_t sections_ = 0;
  bool in_section_ = false;
};

}  // namespace kinfold::app
