// A DuckDB connection in memory: rows in, rows out. The only file that speaks its C API.
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

// One column of a chunk: texts or numbers, and which are missing.
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

// A table to be written: named columns of equal length. An optional cell without a value is missing: nothing in CSV
// text, NULL elsewhere.
struct OutputTable {
  template <class... Ts>
  using Columns = std::variant<std::vector<Ts>..., std::vector<std::optional<Ts>>...>;
  using Values = Columns<std::string, float, std::uint32_t, std::int64_t>;
  static const char* type_of(const Values& values);  // in DuckDB's words
  std::vector<std::string> names;
  std::vector<Values> columns;
  std::size_t rows() const;
};

class DuckDb {
 public:
  explicit DuckDb(std::size_t threads = 0);
  ~DuckDb();
  DuckDb(DuckDb&&) noexcept;
  DuckDb& operator=(DuckDb&&) noexcept;

  // From now on, in the whole process, fewer rows wait to be taken, and memory that DuckDB frees goes back to the
  // system at once rather than some ten seconds later. Reading takes longer, and what is read has that memory.
  static void limit_memory();

  // Runs a statement; an Error with DuckDB's own words, said to be of `where`, if it fails.
  void run(const std::string& sql, const std::string& where);

  // Streams the rows of a query whose columns are all VARCHAR or DOUBLE, in order, a chunk at a time.
  using Chunk = std::function<void(std::size_t rows, const std::vector<DuckDbColumn>&)>;
  void read(const std::string& sql, const std::string& where, const Chunk& chunk);

  // All rows of a small query, as text; a missing value is empty.
  std::vector<std::vector<std::string>> rows(const std::string& sql, const std::string& where);

  // A new table with the sheet's rows.
  void add_table(const std::string& name, const OutputTable& output);

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

std::string sql_text(std::string_view text);  // quoted as a literal
std::string sql_name(std::string_view name);  // quoted as an identifier

}  // namespace kinfold
