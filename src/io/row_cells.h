// The cells of a row that play a role: ids as text, weights and times as numbers, and what is wrong with them.
#pragma once
#include <string>
#include <string_view>

#include "io/source.h"

namespace kinfold {

// A role's column as SQL: ids as text; values and times as numbers where the source has types, as text where it has
// none.
std::string id_column(const Source::Column& column);
std::string number_column(const Source& source, const Source::Column& column);

// One cell as a finite number. `what` says what is wrong with it, if anything is.
double number_in(std::string_view text, std::string& what);
double number_at(const DuckDbColumn& column, std::size_t row, std::string& what);

// Rows that a text file is likely to hold, so that memory is asked for once; a guess too high costs nothing, but the
// system may refuse one that is far too high.
std::size_t expected_rows(const Source& source);

// An Error if no good row was read.
void check_rows(std::size_t good, const ReadReport& report, const std::string& source);

}  // namespace kinfold
