#include "report/page.h"

#include <fmt/format.h>

#include <algorithm>

#include "plot/line_plot.h"

namespace kinfold::app {
namespace {

constexpr const char* kStyle = R"(
:root { color-scheme: light dark; --ink: #1d2228; --soft: #5b6570; --line: #d5dae0; --paper: #ffffff; --band: #f4f6f8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ec; --soft: #9aa5b1; --line: #3a424c; --paper: #14181d; --band: #1c2229; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; background: var(--paper); color: var(--ink);
       font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.7rem; margin: 0 0 .5rem; } h2 { font-size: 1.25rem; margin: 2.2rem 0 .5rem; }
a { color: inherit; } .skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; }
nav ul { padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; color: var(--soft); }
.scroll { overflow-x: auto; } caption { white-space: nowrap; } table { border-collapse: collapse; margin: .8rem 0; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding-bottom: .3rem; }
th, td { padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--line); text-align: left; font-weight: normal; }
thead th { color: var(--soft); } .n { text-align: right; } tbody tr:nth-child(even) { background: var(--band); }
figure { margin: 1rem 0; } figure svg { max-width: 100%; height: auto; } figcaption { color: var(--soft); }
@media print { nav, .skip { display: none; } body { max-width: none; padding: 0; font-size: 11px; }
  h2, figure, tr { break-inside: avoid; } h2 { break-after: avoid; } }
)";

bool looks_numeric(const std::string& cell) {
  return !cell.empty() && cell.find_first_not_of("0123456789.,-+% []e") == std::string::npos;
}

// Whether all cells of the column are numbers or empty. The first column names the rows and is never numeric.
bool is_numeric_column(const std::vector<std::vector<std::string>>& rows, std::size_t column) {
  return column > 0 && std::ranges::all_of(rows, [column](const auto& row) {
           return column < row.size() && (row[column].empty() || looks_numeric(row[column]));
         });
}

std::string cell(const std::string& text, double intensity) {
  const std::string colour =
      intensity > 0 ? fmt::format(" style=\"background: rgb(0 114 178 / {:.0f}%)\"", 60 * intensity) : "";
  return fmt::format("<td{}{}>{}</td>", looks_numeric(text) ? " class=\"n\"" : "", colour, escape_xml(text));
}

}  // namespace

void Page::section(const std::string& heading) {
  if (in_section_) body_ += "</section>\n";
  ++sections_;
  in_section_ = true;
  body_ +=
      fmt::format("<section aria-labelledby=\"s{0}\">\n<h2 id=\"s{0}\">{1}</h2>\n", sections_, escape_xml(heading));
  contents_ += fmt::format("<li><a href=\"#s{}\">{}</a></li>\n", sections_, escape_xml(heading));
}

void Page::text(const std::string& content) { body_ += "<p>" + escape_xml(content) + "</p>\n"; }

void Page::summary(const std::vector<std::string>& lines) {
  summary_ = "<ul>\n";
  for (const std::string& line : lines) summary_ += "<li>" + escape_xml(line) + "</li>\n";
  summary_ += "</ul>\n";
}

void Page::table(const std::string& caption, const std::vector<std::string>& header,
                 const std::vector<std::vector<std::string>>& rows,
                 const std::vector<std::vector<double>>& intensities) {
  body_ += fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table>\n<caption>{0}</caption>\n"
      "<thead><tr>",
      escape_xml(caption));
  for (std::size_t c = 0; c < header.size(); ++c)
    body_ += fmt::format("<th scope=\"col\"{}>{}</th>", is_numeric_column(rows, c) ? " class=\"n\"" : "",
                         escape_xml(header[c]));
  body_ += "</tr></thead>\n<tbody>\n";
  for (std::size_t r = 0; r < rows.size(); ++r) {
    body_ += "<tr>";
    for (std::size_t c = 0; c < rows[r].size(); ++c)
      body_ += c == 0 ? "<th scope=\"row\">" + escape_xml(rows[r][c]) + "</th>"
                      : cell(rows[r][c], intensities.empty() ? 0 : intensities[r][c]);
    body_ += "</tr>\n";
  }
  body_ += "</tbody></table></div>\n";
}

void Page::figure(const std::string& svg, const std::string& caption) {
  // Within HTML, an SVG has no XML declaration.
  const std::size_t begin = svg.find("<svg");
  body_ += "<figure>" + svg.substr(begin == std::string::npos ? 0 : begin) + "<figcaption>" + escape_xml(caption) +
           "</figcaption></figure>\n";
}

std::string Page::html() const {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         escape_xml(title_) + "</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>" + kStyle +
         "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">to the report</a>\n<header><h1>" +
         escape_xml(title_) + "</h1>" + summary_ + "</header>\n<nav aria-label=\"sections\"><ul>\n" + contents_ +
         "</ul></nav>\n<main id=\"main\">\n" + body_ + (in_section_ ? "</section>\n" : "") +
         "</main>\n</body>\n</html>\n";
}

}  // namespace kinfold::app
