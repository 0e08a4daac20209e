// An in-memory DuckDB connection that reads and writes rows. Only duckdb_connection.cpp uses DuckDB's C API.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kinfold {

// One column of a chunk: texts or numbers, with a validity mask.
class DuckDbColumn {
 public:
  DuckDbColumn(void* vector, bool is_text);
  bool missing(std::size_t row) const { return validity_ && !((validity_[row / 64] >> (row % 64)) & 1); }
  std::string_view text(std::size_t row) const;
  double number(std::size_t row) const { return static_cast<const double*>(data_)[row]; }
  bool is_text() const { return is_text_; }

 private:
  const void* data_;
  const std::uint64_t* validity_;
  bool is_text_;
};

// A table to write: named columns of equal length. An empty optional is a missing cell, which is written as an empty
// cell in CSV and as NULL elsewhere.
struct OutputTable {
  template <class... Ts>
  using Columns = std::variant<std::vector<Ts>..., std::vector<std::optional<Ts>>...>;
  using Values = Columns<std::string, float, std::uint32_t, std::int64_t>;
  static const char* type_of(const Values& values);  // the DuckDB type name
  std::vector<std::string> names;
  std::vector<Values> columns;
  std::size_t rows() const;
};

// Errors carry DuckDB's message in plain words; `where` names the source or file that they are about. A connection is
// not thread-safe.
class DuckDb {
 public:
  explicit DuckDb(std::size_t threads = 0);  // 0: all cores
  ~DuckDb();
  DuckDb(DuckDb&&) noexcept;
  DuckDb& operator=(DuckDb&&) noexcept;

  // Lowers the memory use of DuckDB in the whole process: smaller streaming buffers for new connections, and freed
  // memory returns to the system at once instead of after about ten seconds. Reading becomes slower.
  static void limit_memory();

  // Runs a statement. Throws an Error if it fails.
  void run(const std::string& sql, const std::string& where);

  // Streams the rows of a query in order, one chunk at a time. All columns must be VARCHAR or DOUBLE.
  using Chunk = std::function<void(std::size_t rows, const std::vector<DuckDbColumn>&)>;
  void read(const std::string& sql, const std::string& where, const Chunk& chunk);

  // All rows of a small query as text. A NULL becomes an empty text.
  std::vector<std::vector<std::string>> rows(const std::string& sql, const std::string& where);

  // Creates a table with the rows of `output`.
  void add_table(const std::string& name, const OutputTable& output);

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

std::string sql_text(std::string_view text);  // quoted as a literal
std::string sql_name(std::string_view name);  // quoted as an identifier

}  // namespace kinfold
