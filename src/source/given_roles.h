// Roles that --columns gives to columns, whichever reader found those.
#pragma once
#include <string>
#include <vector>

#include "source/source.h"

namespace kinfold {

struct KnownColumns {
  std::vector<Source::Column> columns;
  bool have_names;    // of their own
  std::string given;  // "head=a,tail=b" as --columns has it; names, or numbers from 1
  std::string where;  // for messages

  std::string names() const;  // "a, b, c"
};
KnownColumns known_columns(const Source& source);

struct RoleWords {
  std::vector<std::vector<std::string>> roles;  // what each role may be called; the first is what messages say
  std::string example;                          // "user=who,item=what"
};

// For each role the index of the column that is given it, -1 where none is. A UsageError names unknown and repeated
// roles, an Error a column that is not there.
std::vector<int> given_roles(const KnownColumns& known, const RoleWords& words);

// Does "a=NAME,b=2" give a column by its name rather than by its number?
bool gives_a_name(const std::string& given);

// Are all names over numbers numbers too? A row of 0.5 over whole numbers looks like a header to DuckDB's sniffer,
// which calls a second 0.5 "0.5_1".
bool names_are_numbers(const std::vector<Source::Column>& columns);

// In lower case without punctuation.
std::string plain_name(const std::string& name);

}  // namespace kinfold
