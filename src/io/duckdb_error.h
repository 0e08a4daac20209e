// Translates DuckDB's error messages into an Error: what failed, where, and what to do.
#pragma once
#include <string>

#include "core/error.h"

namespace kinfold {

inline const std::string kFixRowAdvice = "fix the row, or skip bad rows with --on-bad-row skip";

// `message`: DuckDB's message. `where`: the source or file. If the message names a file and line, these replace it.
Error duckdb_error(const std::string& message, const std::string& where);

// Rephrases DuckDB's message about one CSV row, such as "the row has 2 columns, not 3".
std::string row_error_message(const std::string& message);

}  // namespace kinfold
