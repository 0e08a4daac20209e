// Attaches a .duckdb file to an in-memory DuckDB connection.
#pragma once
#include <chrono>
#include <string>

#include "core/error.h"
#include "io/duckdb_connection.h"

namespace kinfold {

// Another process has locked the database file.
class DatabaseBusy : public Error {
 public:
  using Error::Error;
};

// Attaches `file` as catalog `name`. DuckDB locks the file: only one process may write to it, and no other process may
// read it meanwhile. Retries until the lock is free. Throws DatabaseBusy if the file is still locked after `timeout`.
void attach_database(DuckDb& db, const std::string& file, const std::string& name, bool read_only,
                     std::chrono::milliseconds timeout);

}  // namespace kinfold
