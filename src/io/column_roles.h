// Roles that --columns gives to columns, whichever reader found those.
#pragma once
#include <string>
#include <vector>

#include "io/source.h"

namespace kinfold {

struct ColumnSchema {
  std::vector<Source::Column> columns;
  bool has_names;     // of their own
  std::string spec;   // "head=a,tail=b" as --columns has it; names, or numbers from 1
  std::string where;  // for messages

  std::string names() const;  // "a, b, c"
};
ColumnSchema schema_of(const Source& source);

struct RoleNames {
  std::vector<std::vector<std::string>> roles;  // what each role may be called; the first is what messages say
  std::string example;                          // "user=who,item=what"
};

// For each role the index of the column that is given it, -1 where none is. A UsageError names unknown and repeated
// roles, an Error a column that is not there.
std::vector<int> parse_roles(const ColumnSchema& schema, const RoleNames& role_names);

// Does "a=NAME,b=2" give a column by its name rather than by its number?
bool names_a_column(const std::string& spec);

// Are all names over numbers numbers too? A row of 0.5 over whole numbers looks like a header to DuckDB's sniffer,
// which calls a second 0.5 "0.5_1".
bool names_are_numbers(const std::vector<Source::Column>& columns);

// In lower case without punctuation.
std::string normalized_name(const std::string& name);

}  // namespace kinfold
