// A .duckdb file beside what a connection has in memory.
#pragma once
#include <chrono>
#include <string>

#include "core/error.h"
#include "io/duckdb_connection.h"

namespace kinfold {

// Another program holds the file.
class DatabaseBusy : public Error {
 public:
  using Error::Error;
};

// One program at a time may write to such a file, and none reads it meanwhile: the file is waited for as long as
// `patience` says; a DatabaseBusy then.
void attach_database(DuckDb& db, const std::string& file, const std::string& name, bool read_only,
                     std::chrono::milliseconds timeout);

}  // namespace kinfold
