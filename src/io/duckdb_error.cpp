#include "io/duckdb_error.h"

#include <cctype>
#include <string_view>

namespace kinfold {
namespace {

const std::string kNotUtf8 = "the text is not UTF-8";
constexpr const char* kNoRows = "state machine reached an invalid state";

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

// The text between `begin` and the end of its line. Empty if `begin` does not occur.
std::string after(const std::string& text, const std::string& begin) {
  const std::size_t at = text.find(begin);
  if (at == std::string::npos) return "";
  const std::size_t from = at + begin.size();
  return text.substr(from, text.find('\n', from) - from);
}

// The first paragraph without the leading error kind ("Invalid Input Error: ").
std::string without_error_kind(const std::string& message) {
  constexpr std::string_view kEnd = " Error: ";
  const std::string text = message.substr(0, message.find("\n\n"));
  const std::size_t end = text.find(kEnd);
  const std::string rest = end > 30 ? text : text.substr(end + kEnd.size());
  return rest.empty() ? "DuckDB reports no reason" : rest;
}

std::string shortened(const std::string& line) {
  constexpr std::size_t kMaxLength = 80;
  return line.size() <= kMaxLength ? line : line.substr(0, kMaxLength) + "...";
}

Error csv_error(const std::string& message, const std::string& where) {
  std::string file = after(message, "\n  file = ");
  if (file.starts_with("./") && !where.starts_with("./")) file = file.substr(2);
  const std::string location = (file.empty() ? where : file) + ", line " + after(message, "CSV Error on Line: ");
  const std::string what = row_error_message(message), line = after(message, "Original Line: ");
  if (what == kNotUtf8) return {what, location, "set --encoding latin-1 or --encoding utf-16"};
  return {what + (line.empty() ? "" : ": " + shortened(line)), location, kFixRowAdvice};
}

std::string advice_for(const std::string& message) {
  if (has(message, "No files found that match")) return "check the folder and the pattern";
  if (has(message, "No magic bytes") || has(message, "too small to be a Parquet"))
    return "the file is damaged or not a Parquet file; if it is text, rename it to .csv";
  if (has(message, kNoRows)) return "check that all line endings are the same and that all quotes are closed";
  if (has(message, "Malformed JSON")) return "each line must be one JSON object";
  if (has(message, "No space left") || has(message, "File too large"))
    return "free some space, or choose another folder";
  if (has(message, "Could not write") || has(message, "Permission denied") || has(message, "Cannot open file"))
    return "check that the folder exists and that you have permission to read and write there";
  if (message.starts_with("Parser Error") || message.starts_with("Binder Error") ||
      message.starts_with("Catalog Error"))
    return "check the query; it must be valid DuckDB SQL";
  return "";
}

}  // namespace

std::string row_error_message(const std::string& message) {
  // Skip the quoted row, whose text could match the patterns below.
  const std::string row = "Original Line: " + after(message, "Original Line: ");
  const std::size_t at = message.find(row);
  std::string reason = at == std::string::npos ? message : message.substr(at + row.size());
  if (has(reason, "Expected Number of Columns: ")) {
    const std::string expected = after(reason, "Expected Number of Columns: "), actual = after(reason, "Found: ");
    return "the row has " + actual + " columns, not " + expected.substr(0, expected.find(' '));
  }
  if (has(reason, "unterminated quote")) return "a quote is opened but not closed";
  if (has(reason, "Invalid unicode")) return kNotUtf8;
  if (has(reason, "Maximum line size")) return "the line is longer than 2 million bytes; a quote may not be closed";
  reason = reason.substr(0, reason.find("Possible "));
  while (!reason.empty() && std::isspace(static_cast<unsigned char>(reason.front()))) reason.erase(0, 1);
  while (!reason.empty() && std::isspace(static_cast<unsigned char>(reason.back()))) reason.pop_back();
  return reason.empty() ? "the row cannot be read" : without_error_kind(reason);
}

Error duckdb_error(const std::string& message, const std::string& where) {
  if (has(message, "CSV Error on Line: ")) return csv_error(message, where);
  if (const std::string pattern = after(message, "No files found that match the pattern "); !pattern.empty())
    return {"no file matches " + pattern, where, advice_for(message)};
  if (has(message, kNoRows)) return {"cannot split the text into rows", where, advice_for(message)};
  return {without_error_kind(message), where, advice_for(message)};
}

}  // namespace kinfold
