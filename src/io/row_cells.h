// Reads the cells of a row: ids as text, weights and times as numbers.
#pragma once
#include <string>
#include <string_view>

#include "io/source.h"

namespace kinfold {

// SQL for a column. Ids are text. Values and times are numbers if the source has typed columns, and text if it is a
// text file.
std::string id_column(const Source::Column& column);
std::string number_column(const Source& source, const Source::Column& column);

// Reads one cell as a finite number. If that fails, sets `what` to a description of the problem.
double number_in(std::string_view text, std::string& what);
double number_at(const DuckDbColumn& column, std::size_t row, std::string& what);

// Estimates the number of rows of a text file, to reserve memory once; 0 for other sources. The estimate is capped,
// since the system may refuse a far too large reservation.
std::size_t expected_rows(const Source& source);

// Throws an Error if no valid row was read.
void check_rows(std::size_t num_valid, const ReadReport& report, const std::string& source);

}  // namespace kinfold
