// Where rows come from: text files (.csv, .tsv, any delimiter, .gz, .zst), Parquet, JSON lines, globs of these, a table
// of a .duckdb file ("file.duckdb::table"), or a query that begins with SELECT, FROM or WITH.
#pragma once
#include <string>
#include <vector>

#include "data/ratings.h"
#include "io/duckdb_connection.h"

namespace kinfold {

struct SourceOptions {
  std::string columns;    // "user=NAME,item=NAME,value=NAME,time=NAME"; names, or numbers from 1
  std::string delimiter;  // empty: found by itself
  std::string header = "auto", encoding = "utf-8";
  bool skip_bad_rows = false;
  std::size_t threads = 0;
  bool one_column = false;  // a text file may have a single column
  // A table of cells, such as read_frame takes: its columns may be called anything, and texts of `missing` do not keep
  // a text file's column from being one of numbers.
  bool table = false;
  std::vector<std::string> missing = {};
  bool graph = false;  // rows are links or triples: a text file's header has names such as head and tail
  bool nodes = false;  // rows tell of nodes: a text file's header names them, as node or id
  bool lines = false;  // a text file is one column of lines, and nothing parts or quotes anything in them
};

// A source that has been looked at: its columns are known, its rows not yet read.
class Source {
 public:
  struct Column {
    std::string name, type;   // type in DuckDB's words
    std::string time_format;  // of a text file's dates, where it is not the usual one
    bool is_number() const;
    bool is_time() const;  // a date or timestamp
  };

  Source(const std::string& text, const SourceOptions& options);

  const std::string& text() const { return text_; }
  const std::vector<Column>& columns() const { return columns_; }
  bool has_header() const { return has_header_; }  // false where the columns have no names of their own
  bool is_text_file() const { return is_text_file_; }
  const std::string& from() const { return from_; }  // what stands after FROM
  std::string from_ignoring_errors() const;          // the same, without a word about rows that cannot be read
  const SourceOptions& options() const { return options_; }
  DuckDb& db() { return db_; }

  // "ratings.csv, line 12" for a row counted from 0; finds the file of a glob. Lines that the CSV reader put aside are
  // known only once all rows are read.
  std::string location_of(std::size_t row);
  std::string column_names() const;
  // Does a header leave the first column without a name, as where R and pandas write the names of rows?
  bool first_is_unnamed();
  // SQL for the seconds since 1970-01-01 of a column of times; of a text file's cells that are none, NULL.
  std::string seconds_of(const Column& column) const;
  // What an SQL expression gives for a row counted from 0, as text.
  std::string text_at(std::size_t row, const std::string& sql);
  // Rows that the CSV reader itself put aside (too few or too many columns), with what it says of the first ones.
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

// Which column plays which role; indices into Source::columns(), -1 where there is none.
struct RatingRoles {
  int user = -1, item = -1, value = -1, time = -1;
};

// By --columns first, then by usual names (userId, movie_id, rating, timestamp, ...), then by position. Errors name the
// columns there are. `need_value`: a value column must be found.
RatingRoles find_rating_roles(const Source& source, bool need_value);
// Is this the usual name of a column of some role?
bool is_role_name(const std::string& name);
// Is it that of an id, or simply "id"?
bool is_id_name(const std::string& name);

struct ReadReport {
  std::size_t rows = 0, bad = 0;
  std::vector<std::string> examples;  // the first bad rows, with their place
};

// Reads ratings; rows keep the source's order. A bad row is an Error that names its place and text, or is skipped and
// counted. Without a value column all values are 1. `marks`, if given, tells for each row of the source whether it was
// good.
Ratings read_ratings(Source& source, const RatingRoles& roles, ReadReport& report,
                     std::vector<std::uint8_t>* good_rows = nullptr);

// The first two columns of a source as texts: ids and names.
std::vector<std::pair<std::string, std::string>> read_names(Source& source);

// The first column of a source as texts; SourceOptions::one_column lets it be the only one.
std::vector<std::string> read_ids(Source& source);

// An Error if there is no regular file of that name with anything in it; it names the nearest. Globs pass.
void check_file(const std::string& path);

// Writes a sheet by the file's ending: .csv, .tsv, .parquet, .json or .jsonl.
void write_rows(const OutputTable& output, const std::string& path);
// DuckDB's COPY of a table or (query) to a file that appears whole or not at all; `format` in DuckDB's words.
void copy_to_file(DuckDb& db, const std::string& what, const std::string& path, const std::string& format);
// How DuckDB's COPY writes a file of this ending; a UsageError names the known ones.
std::string copy_format(const std::string& path);
// As CSV text with a header; `missing` stands where a cell is missing.
std::string to_csv(const OutputTable& output, const std::string& missing = "");

}  // namespace kinfold
