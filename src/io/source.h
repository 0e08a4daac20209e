// Sources of rows: text files (.csv, .tsv, any delimiter, .gz, .zst), Parquet, JSON lines, globs of these, tables of a
// .duckdb file ("file.duckdb::table"), and queries that begin with SELECT, FROM or WITH.
#pragma once
#include <string>
#include <vector>

#include "data/ratings.h"
#include "io/duckdb_connection.h"

namespace kinfold {

struct SourceOptions {
  std::string columns;    // "user=NAME,item=NAME,value=NAME,time=NAME"; columns by name, or by number from 1
  std::string delimiter;  // empty: detected
  std::string header = "auto", encoding = "utf-8";
  bool skip_bad_rows = false;
  std::size_t threads = 0;
  bool one_column = false;  // a text file may have a single column
  // A table for read_frame: column names are arbitrary, and a text file's column of numbers may contain texts of
  // `missing`.
  bool table = false;
  std::vector<std::string> missing = {};
  bool graph = false;  // rows are links or triples; a text file's header has names such as head and tail
  bool nodes = false;  // rows describe nodes; a text file's header has a name such as node or id
  bool lines = false;  // reads a text file as one column of lines, without delimiters or quotes
};

// An opened source: its columns are known, its rows are not yet read. The constructor throws an Error if the source
// does not exist or its columns cannot be determined.
class Source {
 public:
  struct Column {
    std::string name, type;   // type: DuckDB's name
    std::string time_format;  // strptime format of a text file's dates; empty: ISO 8601
    bool is_number() const;
    bool is_time() const;  // a date or timestamp
  };

  Source(const std::string& text, const SourceOptions& options);

  const std::string& text() const { return text_; }
  const std::vector<Column>& columns() const { return columns_; }
  bool has_header() const { return has_header_; }  // false: the columns have no names
  bool is_text_file() const { return is_text_file_; }
  const std::string& from() const { return from_; }  // the SQL that follows FROM
  std::string from_ignoring_errors() const;          // the same, but silently skips unreadable rows
  const SourceOptions& options() const { return options_; }
  DuckDb& db() { return db_; }

  // "ratings.csv, line 12" for a row counted from 0. For a glob, names the file that contains the row. With
  // skip_bad_rows, call it only after all rows are read: rejected lines are not known earlier.
  std::string location_of(std::size_t row);
  std::string column_names() const;
  // Whether the header leaves the first column unnamed, as R and pandas do for a column of row names.
  bool first_is_unnamed();
  // SQL that converts a time column to seconds since 1970-01-01. Gives NULL for a text file's cells that are not times.
  std::string seconds_of(const Column& column) const;
  // Evaluates an SQL expression for a row (counted from 0), as text.
  std::string text_at(std::size_t row, const std::string& sql);
  // Number of rows that the CSV reader rejected, such as rows with too few columns. Appends the first to `examples`.
  std::size_t rejected(std::vector<std::string>& examples);

 private:
  void open_text_file();
  void open_lines();
  std::string lines_of(const std::string& path, const std::string& more) const;
  void sniff(const std::string& header);
  bool begins_with_names();
  std::string first_file();
  std::string first_line();
  std::size_t line_of(const std::string& file, std::size_t row);
  void open_database(const std::string& file, const std::string& table);
  void describe();

  std::string text_;
  SourceOptions options_;
  DuckDb db_;
  std::string from_, delimiter_;
  char quote_ = '"';
  std::vector<Column> columns_;
  bool has_header_ = true, is_text_file_ = false;
};

// The role of each column, as indices into Source::columns(); -1: no such column.
struct RatingRoles {
  int user = -1, item = -1, value = -1, time = -1;
};

// Assigns roles by --columns first, then by common names (userId, movie_id, rating, timestamp, ...), then by position.
// `need_value`: the source must have a value column. Errors list the columns of the source.
RatingRoles find_rating_roles(const Source& source, bool need_value);
// Whether this is a common name of a column with a rating role.
bool is_role_name(const std::string& name);
// Whether this is a common name of a user or item column, or "id".
bool is_id_name(const std::string& name);

struct ReadReport {
  std::size_t rows = 0, bad = 0;
  std::vector<std::string> examples;  // the first bad rows, with their locations
};

// Reads ratings in the order of the source. A bad row is an Error that names its location and text; with skip_bad_rows
// it is skipped and counted in `report`. Without a value column, all values are 1. If `valid_rows` is not null, it gets
// a 1 for each valid row of the source and a 0 for each bad one.
Ratings read_ratings(Source& source, const RatingRoles& roles, ReadReport& report,
                     std::vector<std::uint8_t>* valid_rows = nullptr);

// Reads the first two columns of a source: ids and names. Skips rows with a missing cell.
std::vector<std::pair<std::string, std::string>> read_names(Source& source);

// Reads the first column of a source. Set SourceOptions::one_column if it may be the only one.
std::vector<std::string> read_ids(Source& source);

// Throws an Error unless `path` is a glob or a non-empty regular file. If there is no such file, the error proposes the
// most similar name.
void check_file(const std::string& path);

// Writes a table in the format of the file's extension: .csv, .tsv, .parquet, .json or .jsonl. The file is replaced
// atomically.
void write_rows(const OutputTable& output, const std::string& path);
// Copies a table or (query) to a file with DuckDB's COPY. `format`: COPY options. The file is replaced atomically.
void copy_to_file(DuckDb& db, const std::string& what, const std::string& path, const std::string& format);
// The COPY options for the extension of `path`. Throws a UsageError that lists the known extensions.
std::string copy_format(const std::string& path);
// CSV text with a header. Missing cells become `missing`.
std::string to_csv(const OutputTable& output, const std::string& missing = "");

}  // namespace kinfold
