#include <unistd.h>

#include <charconv>
#include <filesystem>

#include "core/error.h"
#include "io/source.h"
#include "store/atomic_file.h"

namespace kinfold {
namespace {

void append_cell(std::string& out, const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) {
    out += text;
    return;
  }
  out += '"';
  for (char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  out += '"';
}
void append_cell(std::string& out, float value) {
  char text[32];
  out.append(text, std::to_chars(text, text + sizeof text, value).ptr);
}
void append_cell(std::string& out, std::uint32_t value) { out += std::to_string(value); }
void append_cell(std::string& out, std::int64_t value) { out += std::to_string(value); }

template <class T>
void append(std::string& out, const T& cell, const std::string&) {
  append_cell(out, cell);
}
template <class T>
void append(std::string& out, const std::optional<T>& cell, const std::string& missing) {
  cell ? append_cell(out, *cell) : append_cell(out, missing);
}

}  // namespace

std::string to_csv(const OutputTable& output, const std::string& missing) {
  std::string out;
  for (std::size_t c = 0; c < output.names.size(); ++c) {
    if (c) out += ',';
    append_cell(out, output.names[c]);
  }
  out += '\n';
  for (std::size_t row = 0; row < output.rows(); ++row) {
    const std::size_t begin = out.size();
    for (std::size_t c = 0; c < output.columns.size(); ++c) {
      if (c) out += ',';
      std::visit([&](const auto& values) { append(out, values[row], missing); }, output.columns[c]);
    }
    if (out.size() == begin) out += "\"\"";  // a blank line would not be read as a row
    out += '\n';
  }
  return out;
}

void copy_to_file(DuckDb& db, const std::string& what, const std::string& path, const std::string& format) {
  const std::string temporary = path + ".tmp" + std::to_string(getpid());
  std::error_code error;
  try {
    db.run("COPY " + what + " TO " + sql_text(temporary) + " (" + format + ")", path);
    std::filesystem::rename(temporary, path);
  } catch (const std::filesystem::filesystem_error& failed) {
    std::filesystem::remove(temporary, error);
    throw Error("cannot replace the file: " + failed.code().message(), path,
                "check that it is a regular file and that you have permission to write it");
  } catch (...) {
    std::filesystem::remove(temporary, error);
    throw;
  }
}

std::string copy_format(const std::string& path) {
  if (path.ends_with(".csv")) return "FORMAT csv, HEADER";
  if (path.ends_with(".tsv")) return "FORMAT csv, DELIMITER '\t', HEADER";
  if (path.ends_with(".parquet")) return "FORMAT parquet, COMPRESSION zstd";
  if (path.ends_with(".json") || path.ends_with(".jsonl")) return "FORMAT json";
  throw UsageError("unknown file extension", path, "known: .csv, .tsv, .parquet, .json, .jsonl");
}

void write_rows(const OutputTable& output, const std::string& path) {
  const std::string format = copy_format(path);
  if (path.ends_with(".csv")) return write_file(path, to_csv(output));
  DuckDb db;
  db.add_table("output", output);
  copy_to_file(db, "output", path, format);
}

}  // namespace kinfold
