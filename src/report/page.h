// One self-contained HTML page: sections of text, tables and pictures; light and dark, readable without a pointer and
// on paper. Nothing is fetched.
#pragma once
#include <string>
#include <vector>

namespace kinfold::app {

class Page {
 public:
  explicit Page(std::string title) : title_(std::move(title)) {}

  // What a reader should know before all sections.
  void lead(const std::vector<std::string>& lines);
  void section(const std::string& heading);
  void text(const std::string& content);
  // The first cell of a row is what the row is about; a cell that reads as a number stands to the right. `shades` from
  // 0 to 1, if there are any, are how strongly each cell is coloured.
  void table(const std::string& caption, const std::vector<std::string>& header,
             const std::vector<std::vector<std::string>>& rows, const std::vector<std::vector<double>>& intensities = {});
  void figure(const std::string& svg, const std::string& caption);

  std::string html() const;

 private:
  std::string title_, lead_, body_, contents_;
  std::size_t sections_ = 0;
  bool in_section_ = false;
};

}  // namespace kinfold::app
