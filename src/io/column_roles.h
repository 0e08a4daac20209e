// Parses --columns, which assigns roles (user, item, head, label, ...) to the columns of a source.
#pragma once
#include <string>
#include <vector>

#include "io/source.h"

namespace kinfold {

// The columns of a source, as far as roles are concerned.
struct ColumnSchema {
  std::vector<Source::Column> columns;
  bool has_names;     // false: the columns are numbered
  std::string spec;   // the value of --columns, such as "head=a,tail=b"; columns by name, or by number from 1
  std::string where;  // the source, for messages

  std::string names() const;  // "a, b, c"
};
ColumnSchema schema_of(const Source& source);

struct RoleNames {
  std::vector<std::vector<std::string>> roles;  // the accepted names of each role; messages use the first
  std::string example;                          // for messages: "user=who,item=what"
};

// Returns for each role the index of its column, or -1 if --columns does not assign it. Throws a UsageError for an
// unknown or repeated role, and an Error for a column that does not exist.
std::vector<int> parse_roles(const ColumnSchema& schema, const RoleNames& role_names);

// Whether `spec` ("a=NAME,b=2") refers to any column by name rather than by number.
bool names_a_column(const std::string& spec);

// Whether the names of all numeric columns are numbers themselves. If so, the supposed header is a data row: DuckDB's
// sniffer takes a first row of 0.5 above integers for a header, and renames a second 0.5 to "0.5_1".
bool names_are_numbers(const std::vector<Source::Column>& columns);

// Lower case, letters and digits only.
std::string normalized_name(const std::string& name);

}  // namespace kinfold
