// What the text that names a source says of it.
#pragma once
#include <initializer_list>
#include <string>

namespace kinfold {

bool is_query(const std::string& text);  // SQL
bool has_glob(const std::string& path);
// Does the name end so, in any case and a packed ending (.gz, .zst) left out?
bool has_ending(std::string name, std::initializer_list<const char*> endings);
// A file of text: neither a query nor a file whose format has types of its own, such as Parquet.
bool is_text_source(const std::string& text);

}  // namespace kinfold
