#include "io/duckdb_connection.h"

#include <duckdb.h>

#include <atomic>

#include "io/duckdb_error.h"

// mallctl of the jemalloc that is built into DuckDB; null in builds without it.
extern "C" int duckdb_je_mallctl(const char*, void*, std::size_t*, void*, std::size_t) __attribute__((weak));

namespace kinfold {
namespace {

std::atomic<bool> low_memory = false;

std::string quoted(std::string_view text, char quote) {
  std::string result(1, quote);
  for (char c : text) {
    if (c == quote) result += quote;
    result += c;
  }
  return result + quote;
}

[[noreturn]] void fail(const char* message, const std::string& where) {
  throw duckdb_error(message ? message : "", where);
}

duckdb_state append_value(duckdb_appender appender, const std::string& text) {
  return duckdb_append_varchar_length(appender, text.data(), text.size());
}
duckdb_state append_value(duckdb_appender appender, float value) { return duckdb_append_float(appender, value); }
duckdb_state append_value(duckdb_appender appender, std::uint32_t value) {
  return duckdb_append_uint32(appender, value);
}
duckdb_state append_value(duckdb_appender appender, std::int64_t value) { return duckdb_append_int64(appender, value); }
template <class T>
duckdb_state append_value(duckdb_appender appender, const std::optional<T>& cell) {
  return cell ? append_value(appender, *cell) : duckdb_append_null(appender);
}

class Result {
 public:
  Result() = default;
  ~Result() { duckdb_destroy_result(&result); }
  Result(const Result&) = delete;
  Result& operator=(const Result&) = delete;
  duckdb_result result{};
};

}  // namespace

std::string sql_text(std::string_view text) { return quoted(text, '\''); }
std::string sql_name(std::string_view name) { return quoted(name, '"'); }

std::size_t OutputTable::rows() const {
  return columns.empty() ? 0 : std::visit([](const auto& values) { return values.size(); }, columns[0]);
}

const char* OutputTable::type_of(const Values& values) {
  static const char* const names[] = {"VARCHAR", "FLOAT", "UINTEGER",
                                      "BIGINT"};  // in the order of Values; the optional variants repeat it
  return names[values.index() % std::size(names)];
}

DuckDbColumn::DuckDbColumn(void* vector, bool is_text)
    : data_(duckdb_vector_get_data(static_cast<duckdb_vector>(vector))),
      validity_(duckdb_vector_get_validity(static_cast<duckdb_vector>(vector))),
      is_text_(is_text) {}

std::string_view DuckDbColumn::text(std::size_t row) const {
  const auto& string = static_cast<const duckdb_string_t*>(data_)[row];
  const std::uint32_t length = string.value.inlined.length;
  return {length <= 12 ? string.value.inlined.inlined : string.value.pointer.ptr, length};
}

struct DuckDb::Connection {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  // After a failed query, a worker may still use the connection and deadlock on a destroyed lock. Lowering the number
  // of threads waits for the workers.
  ~Connection() {
    if (connection) duckdb_query(connection, "SET threads = 1", nullptr);
    duckdb_disconnect(&connection);
    duckdb_close(&database);
  }
};

DuckDb::DuckDb(std::size_t threads) : connection_(std::make_unique<Connection>()) {
  if (duckdb_open(nullptr, &connection_->database) != DuckDBSuccess ||
      duckdb_connect(connection_->database, &connection_->connection) != DuckDBSuccess)
    throw Error("DuckDB cannot be started");
  run("SET enable_progress_bar = false", "DuckDB");
  // Large enough that the scan seldom waits for the reader.
  run(std::string("SET streaming_buffer_size = ") + (low_memory ? "'8MB'" : "'16MB'"), "DuckDB");
  if (threads > 0) run("SET threads = " + std::to_string(threads), "DuckDB");
}
DuckDb::~DuckDb() = default;
DuckDb::DuckDb(DuckDb&&) noexcept = default;
DuckDb& DuckDb::operator=(DuckDb&&) noexcept = default;

void DuckDb::limit_memory() {
  low_memory = true;
  if (!duckdb_je_mallctl) return;
  unsigned arenas = 0;
  std::size_t size = sizeof arenas;
  duckdb_je_mallctl("arenas.narenas", &arenas, &size, nullptr, 0);
  const auto release_at_once = [](const std::string& arena) {
    for (const std::string kind : {".dirty_decay_ms", ".muzzy_decay_ms"}) {
      std::ptrdiff_t milliseconds = 0;
      duckdb_je_mallctl((arena + kind).c_str(), nullptr, nullptr, &milliseconds, sizeof milliseconds);
    }
  };
  release_at_once("arenas");  // arenas created later
  for (unsigned number = 0; number < arenas; ++number)
    release_at_once("arena." + std::to_string(number));  // errors of unused arenas are ignored
}

void DuckDb::run(const std::string& sql, const std::string& where) {
  Result result;
  if (duckdb_query(connection_->connection, sql.c_str(), &result.result) != DuckDBSuccess)
    fail(duckdb_result_error(&result.result), where);
}

void DuckDb::read(const std::string& sql, const std::string& where, const Chunk& chunk) {
  struct Statement {
    duckdb_prepared_statement prepared = nullptr;
    duckdb_pending_result pending = nullptr;
    ~Statement() {
      duckdb_destroy_pending(&pending);
      duckdb_destroy_prepare(&prepared);
    }
  } statement;
  if (duckdb_prepare(connection_->connection, sql.c_str(), &statement.prepared) != DuckDBSuccess)
    fail(duckdb_prepare_error(statement.prepared), where);
  if (duckdb_pending_prepared_streaming(statement.prepared, &statement.pending) != DuckDBSuccess)
    fail(duckdb_pending_error(statement.pending), where);
  Result result;
  if (duckdb_execute_pending(statement.pending, &result.result) != DuckDBSuccess)
    fail(duckdb_result_error(&result.result), where);

  const std::size_t width = duckdb_column_count(&result.result);
  std::vector<bool> is_text(width);
  for (std::size_t c = 0; c < width; ++c) {
    const duckdb_type type = duckdb_column_type(&result.result, c);
    is_text[c] = type == DUCKDB_TYPE_VARCHAR;
    if (!is_text[c] && type != DUCKDB_TYPE_DOUBLE) throw Error("a column is neither VARCHAR nor DOUBLE", where);
  }
  while (duckdb_data_chunk data = duckdb_fetch_chunk(result.result)) {
    struct Free {
      duckdb_data_chunk& data;
      ~Free() { duckdb_destroy_data_chunk(&data); }
    } free{data};
    std::vector<DuckDbColumn> columns;
    for (std::size_t c = 0; c < width; ++c) columns.emplace_back(duckdb_data_chunk_get_vector(data, c), is_text[c]);
    const std::size_t rows = duckdb_data_chunk_get_size(data);
    if (rows == 0) break;
    chunk(rows, columns);
  }
  if (const char* message = duckdb_result_error(&result.result); message && *message) fail(message, where);
}

std::vector<std::vector<std::string>> DuckDb::rows(const std::string& sql, const std::string& where) {
  std::vector<std::vector<std::string>> all;
  read("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (" + sql + ")", where,
       [&](std::size_t rows, const std::vector<DuckDbColumn>& columns) {
         for (std::size_t row = 0; row < rows; ++row) {
           auto& cells = all.emplace_back();
           for (const DuckDbColumn& column : columns)
             cells.emplace_back(column.missing(row) ? std::string_view() : column.text(row));
         }
       });
  return all;
}

void DuckDb::add_table(const std::string& name, const OutputTable& output) {
  std::vector<std::string> columns;
  for (std::size_t c = 0; c < output.names.size(); ++c)
    columns.push_back(sql_name(output.names[c]) + " " + OutputTable::type_of(output.columns[c]));
  run("CREATE TABLE " + sql_name(name) + " (" + join(columns) + ")", name);

  duckdb_appender appender = nullptr;
  bool ok = duckdb_appender_create(connection_->connection, nullptr, name.c_str(), &appender) == DuckDBSuccess;
  for (std::size_t row = 0; ok && row < output.rows(); ++row) {
    for (const auto& column : output.columns)
      ok &= std::visit([&](const auto& cells) { return append_value(appender, cells[row]); }, column) == DuckDBSuccess;
    ok &= duckdb_appender_end_row(appender) == DuckDBSuccess;
  }
  ok &= duckdb_appender_flush(appender) == DuckDBSuccess;
  duckdb_appender_destroy(&appender);
  if (!ok) throw Error("cannot store the rows of '" + name + "' in a temporary table");
}

}  // namespace kinfold
