#include "io/source.h"

#include <algorithm>
#include <filesystem>

#include "core/error.h"
#include "io/attach_database.h"
#include "io/column_roles.h"
#include "io/duckdb_error.h"
#include "io/kg/graph_roles.h"
#include "io/nodes/node_roles.h"
#include "io/record_location.h"
#include "io/source_text.h"

namespace kinfold {
namespace {

constexpr std::chrono::seconds kLockTimeout{10};  // wait for a process that writes to the database now and then
constexpr std::size_t kSampledRows = 20480;       // sample from which a text file's column types are inferred
constexpr std::size_t kBufferBytes = 4 << 20;     // buffer size in bytes; each thread holds several buffers

// Sample size. Smaller for long rows, so that inference does not take longer than reading.
std::size_t sampled_rows(std::size_t row_bytes) {
  constexpr std::size_t kMinRows = 2048, kMaxBytes = 8 << 20;
  return std::clamp(kMaxBytes / std::max<std::size_t>(row_bytes, 1), kMinRows, kSampledRows);
}

}  // namespace

void check_file(const std::string& path) {
  if (has_glob(path)) return;
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    std::vector<std::string> names;
    const auto folder = std::filesystem::path(path).parent_path();
    for (const auto& entry : std::filesystem::directory_iterator(folder.empty() ? "." : folder, error))
      names.push_back(entry.path().filename());
    const auto near = closest(std::filesystem::path(path).filename().string(), names, 1);
    throw Error("there is no such file", path,
                near.empty() ? "" : "did you mean '" + (folder / near[0]).string() + "'?");
  }
  if (std::filesystem::is_directory(status))
    throw Error("this is a folder", path, "name the files in it: " + path + "/*.csv");
  if (!std::filesystem::is_regular_file(status))
    throw Error("this is not a regular file", path, "sources are read more than once; write the rows to a file first");
  if (std::filesystem::file_size(path) == 0) throw Error("the file is empty", path);
}

bool Source::Column::is_number() const {
  static const std::vector<std::string> numbers = {"TINYINT",   "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT",
                                                   "USMALLINT", "UINTEGER", "UBIGINT", "FLOAT",  "DOUBLE",  "BOOLEAN"};
  return std::ranges::find(numbers, type) != numbers.end() || type.starts_with("DECIMAL");
}

bool Source::Column::is_time() const { return type == "DATE" || type.starts_with("TIMESTAMP"); }

Source::Source(const std::string& text, const SourceOptions& options)
    : text_(text), options_(options), db_(options.threads) {
  const std::size_t colons = text.find("::");
  if (is_query(text)) {
    // Drop a final semicolon. The line break keeps a final comment from hiding the closing parenthesis.
    from_ = "(" + text.substr(0, text.find_last_not_of("; \t\r\n") + 1) + "\n)";
    describe();
  } else if (const std::string file = text.substr(0, colons); has_ending(file, {".duckdb", ".db"})) {
    check_file(file);
    open_database(file, colons == std::string::npos ? "" : text.substr(colons + 2));
  } else if (has_ending(text, {".sqlite", ".sqlite3"})) {
    throw Error("SQLite files are not supported", text, "export the table to CSV or Parquet first");
  } else if (has_ending(text, {".parquet", ".json", ".jsonl", ".ndjson"})) {
    check_file(text);
    from_ = (has_ending(text, {".parquet"}) ? "read_parquet(" : "read_json_auto(") + sql_text(text) + ")";
    describe();
  } else {
    check_file(text);
    options_.lines ? open_lines() : open_text_file();
  }
}

void Source::open_lines() {
  is_text_file_ = true;
  has_header_ = false;
  columns_ = {{"line", "VARCHAR", ""}};
  from_ = lines_of(text_, options_.skip_bad_rows ? ", store_rejects = true" : "");
}

// SQL that reads a file line by line. Blank lines become missing cells, so row numbers equal line numbers. read_csv
// needs a delimiter; \x01 is unlikely to occur.
std::string Source::lines_of(const std::string& path, const std::string& arguments) const {
  return "read_csv(" + sql_text(path) +
         ", auto_detect = false, delim = '\x01', quote = '', escape = '', header = false, columns = {line: 'VARCHAR'}, "
         "encoding = " +
         sql_text(options_.encoding) + arguments + ")";
}

void Source::describe() {
  for (const auto& row : db_.rows("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM " + from_ + ")", text_))
    columns_.push_back({row[0], row[1], ""});
}

void Source::open_database(const std::string& file, const std::string& table) {
  attach_database(db_, file, "source", true, kLockTimeout);
  std::vector<std::string> tables;
  for (const auto& row :
       db_.rows("SELECT table_name FROM information_schema.tables WHERE table_catalog = 'source'", file))
    tables.push_back(row[0]);
  const std::string name = table.empty() && tables.size() == 1 ? tables[0] : table;
  if (std::ranges::find(tables, name) == tables.end())
    throw Error(name.empty() ? "the database has several tables or none" : "there is no table '" + name + "'", file,
                "name a table as " + file + "::TABLE; " + known_choices(name, tables));
  from_ = "source." + sql_name(name);
  describe();
}

// The first file of a glob, or the file itself. It is the one that is sniffed.
std::string Source::first_file() {
  if (!has_glob(text_)) return text_;
  const auto files = db_.rows("SELECT min(file) FROM glob(" + sql_text(text_) + ")", text_);
  if (files.empty() || files[0][0].empty())
    throw Error("no file matches this pattern", text_, "check the folder and the pattern");
  return files[0][0];
}

// The first line, decompressed. Empty if it cannot be read.
std::string Source::first_line() {
  try {
    const auto lines =
        db_.rows("SELECT line FROM " + lines_of(first_file(), ", ignore_errors = true") + " LIMIT 1", text_);
    return lines.empty() ? "" : lines[0][0];
  } catch (const Error&) {
    return "";  // the sniffer reports the error
  }
}

// Detects delimiter, header and column types. Bad rows are left to the reader: without ignore_errors the sniffer may
// choose a wrong delimiter because of them, and without skip = 0 it silently drops valid rows before them.
void Source::sniff(const std::string& header) {
  const std::string line = first_line();
  std::string arguments =
      ", sample_size = " + std::to_string(options_.table ? sampled_rows(line.size()) : kSampledRows) +
      ", skip = 0, ignore_errors = true";
  // DuckDB's sniffer does not try delimiters of two characters, so detect the "::" of MovieLens here.
  const bool has_other =
      options_.graph && line.find_first_of("\t,;|") != std::string::npos;  // "std::sort" may be a name
  if (options_.delimiter.empty() && !has_other && line.find("::") != std::string::npos) options_.delimiter = "::";
  const std::string delimiter = options_.delimiter == "\\t" ? "\t" : options_.delimiter;
  if (!delimiter.empty()) arguments += ", delim = " + sql_text(delimiter);
  if (header != "auto") arguments += header == "yes" ? ", header = true" : ", header = false";
  if (options_.encoding != "utf-8") arguments += ", encoding = " + sql_text(options_.encoding);
  std::vector<std::string> missing = {"''"};
  for (const std::string& text : options_.missing) missing.push_back(sql_text(text));
  if (missing.size() > 1) arguments += ", nullstr = [" + join(missing) + "]";
  const std::string sniffer = "sniff_csv(" + sql_text(first_file()) + arguments + ")";
  const auto dialect = db_.rows(
      "SELECT Delimiter, Quote, HasHeader, DateFormat, TimestampFormat, unnest(Columns).name, unnest(Columns).type "
      "FROM " +
          sniffer,
      text_);
  if (dialect.empty()) throw Error("it has no columns", text_);
  has_header_ = dialect[0][2] == "true";
  columns_.clear();
  for (const auto& row : dialect)
    columns_.push_back({row[5], row[6], row[6] == "DATE" ? row[3] : row[6] == "TIMESTAMP" ? row[4] : ""});
  if (columns_.size() < 2 && !options_.one_column && !options_.table) {
    throw Error("it has only one column when split by '" + dialect[0][0] + "'", text_,
                (line.empty() ? "" : "its first line is: " + line.substr(0, 80) + "\n  ") +
                    std::string("set --delimiter TEXT"));
  }
  std::string types;
  for (const Column& column : columns_) types += (types.empty() ? "" : ", ") + sql_text(column.name) + ": 'VARCHAR'";
  delimiter_ = dialect[0][0];
  quote_ = dialect[0][1].size() == 1 ? dialect[0][1][0] : '"';
  const std::string quote(1, quote_);
  from_ = "read_csv(" + sql_text(text_) + ", auto_detect = false, delim = " + sql_text(delimiter_) +
          ", quote = " + sql_text(quote) + ", escape = " + sql_text(quote) +
          ", buffer_size = " + std::to_string(kBufferBytes) + ", header = " + (has_header_ ? "true" : "false") +
          ", columns = {" + types + "}" +
          (options_.encoding != "utf-8" ? ", encoding = " + sql_text(options_.encoding) : "") +
          (options_.skip_bad_rows ? ", store_rejects = true" : "") + ")";
}

// Ids are read as text, so that they stay as written. Values are read as text, so that an error can quote a bad one. If
// all columns are text, their types do not distinguish a header from a row. Then the first line is a header only if it
// names a role or, in a table, if it does not look like a row: no row may be lost.
void Source::open_text_file() {
  is_text_file_ = true;
  sniff(options_.header);
  const bool all_text = std::ranges::all_of(columns_, [](const Column& c) { return c.type == "VARCHAR"; });
  if (options_.header == "auto" && all_text && options_.table) return sniff(begins_with_names() ? "yes" : "no");
  if (options_.header == "auto" && has_header_ && !options_.table && names_are_numbers(columns_)) return sniff("no");
  const auto is_common = [this](const Column& c) {
    return options_.nodes ? is_node_column_name(c.name) : is_role_name(c.name) || is_id_name(c.name);
  };
  const bool named = names_a_column(options_.columns) ||
                     (options_.graph ? is_graph_header(columns_) : std::ranges::any_of(columns_, is_common));
  if (options_.header == "auto" && has_header_ && all_text && !named) sniff("no");
}

// Whether the cells of the first line differ from each other, and most of them from all cells below.
bool Source::begins_with_names() {
  sniff("no");
  const auto rows = db_.rows("SELECT * FROM " + from_ignoring_errors() + " LIMIT 1000", text_);
  if (rows.size() < 2) return false;
  const auto& first = rows[0];
  std::size_t recurring = 0;
  for (std::size_t c = 0; c < first.size(); ++c) {
    if (c > 0 && first[c].empty()) return false;
    if (std::find(first.begin(), first.begin() + long(c), first[c]) != first.begin() + long(c)) return false;
    recurring += std::any_of(rows.begin() + 1, rows.end(), [&](const auto& row) { return row[c] == first[c]; });
  }
  return recurring * 2 < first.size();
}

std::string Source::from_ignoring_errors() const {
  const std::string suffix = ", store_rejects = true)";
  const std::string prefix = from_.ends_with(suffix) ? from_.substr(0, from_.size() - suffix.size()) : "";
  if (!is_text_file_) return from_;
  return (prefix.empty() ? from_.substr(0, from_.size() - 1) : prefix) + ", ignore_errors = true)";
}

bool Source::first_is_unnamed() {
  if (!is_text_file_ || !has_header_ || !columns_[0].name.starts_with("column0")) return false;
  const std::string line = first_line(), quotes(2, quote_);
  return line.starts_with(delimiter_) || line.starts_with(quotes + delimiter_);
}

std::string Source::seconds_of(const Column& column) const {
  const std::string name = sql_name(column.name);
  if (!is_text_file_) return "epoch(" + name + ")";
  if (column.time_format.empty()) return "epoch(TRY_CAST(" + name + " AS " + column.type + "))";
  return "epoch(try_strptime(" + name + ", " + sql_text(column.time_format) + "))";
}

std::string Source::text_at(std::size_t row, const std::string& sql) {
  const auto rows =
      db_.rows("SELECT " + sql + " FROM " + from_ignoring_errors() + " LIMIT 1 OFFSET " + std::to_string(row), text_);
  return rows.empty() ? "" : rows[0][0];
}

std::string Source::location_of(std::size_t row) {
  std::string file = text_;
  std::size_t line = row;
  if (is_text_file_ && has_glob(text_)) {
    const std::string with_name = from_.substr(0, from_.size() - 1) + ", filename = true)";
    const auto rows =
        db_.rows("SELECT filename, (SELECT count(*) FROM (SELECT filename AS f FROM " + with_name + " LIMIT " +
                     std::to_string(row) + ") WHERE f = filename) FROM (SELECT filename FROM " + with_name +
                     " LIMIT 1 OFFSET " + std::to_string(row) + ")",
                 text_);
    if (!rows.empty()) file = rows[0][0], line = std::stoull(rows[0][1]);
  }
  if (!is_text_file_) return file + ", row " + std::to_string(line + 1);
  return file + ", line " + std::to_string(line_of(file, line));
}

std::size_t Source::line_of(const std::string& file, std::size_t row) {
  std::vector<std::size_t> rejected_lines;
  if (options_.skip_bad_rows)
    for (const auto& cells : db_.rows("SELECT DISTINCT line FROM reject_errors JOIN reject_scans USING (scan_id, "
                                      "file_id) WHERE file_path = " +
                                          sql_text(file) + " ORDER BY line",
                                      text_))
      rejected_lines.push_back(std::stoull(cells[0]));
  std::size_t remaining = row + has_header_, line = 0;
  const auto visit = [&](const RecordLocation& location) {
    if (std::ranges::binary_search(rejected_lines, location.duckdb_line) || remaining-- > 0) return true;
    line = location.line;
    return false;
  };
  if (options_.encoding != "utf-16" && each_record(file, delimiter_, quote_, visit) && line > 0) return line;
  line = row + 1 + has_header_;  // approximation: one line per record
  for (std::size_t rejected_line : rejected_lines) line += rejected_line <= line;
  return line;
}

std::string Source::column_names() const {
  std::vector<std::string> names;
  for (const Column& column : columns_) names.push_back(column.name);
  return join(names);
}

std::size_t Source::rejected(std::vector<std::string>& examples) {
  if (!is_text_file_ || !options_.skip_bad_rows) return 0;
  const auto count = db_.rows("SELECT count(DISTINCT (file_id, line)) FROM reject_errors", text_);
  for (const auto& row :
       db_.rows("SELECT any_value(file_path), line, any_value(error_message) FROM reject_errors JOIN reject_scans "
                "USING (scan_id, file_id) GROUP BY file_id, line ORDER BY file_id, line LIMIT 3",
                text_)) {
    std::size_t line = std::stoull(row[1]);
    each_record(row[0], delimiter_, quote_, [&, duckdb_line = line](const RecordLocation& location) {
      if (location.duckdb_line == duckdb_line) line = location.line;
      return location.duckdb_line < duckdb_line;
    });
    examples.push_back(row[0] + ", line " + std::to_string(line) + ": " + row_error_message(row[2]));
  }
  return std::stoull(count[0][0]);
}

}  // namespace kinfold
