// DuckDB's words for a failure, turned into what, where and what to do.
#pragma once
#include <string>

#include "core/error.h"

namespace kinfold {

inline const std::string kFixRowAdvice = "mend the row, or leave such rows out with --on-bad-row skip";

// `message` as DuckDB gives it; `where`: the source or file at hand, replaced by the file and line if it names them.
Error duckdb_error(const std::string& message, const std::string& where);

// What DuckDB says of one CSV row, in our words: "the row has 2 columns, not 3".
std::string row_error_message(const std::string& message);

}  // namespace kinfold
