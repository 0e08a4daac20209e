// Classifies a source by its name: query, glob, text file or typed file.
#pragma once
#include <initializer_list>
#include <string>

namespace kinfold {

bool is_query(const std::string& text);  // begins with SELECT, FROM or WITH
bool has_glob(const std::string& path);  // contains *, ? or [
// Whether the name has one of these extensions, ignoring case and a compression suffix (.gz, .zst).
bool has_ending(std::string name, std::initializer_list<const char*> endings);
// Whether the source is a text file, that is, neither a query nor a typed format such as Parquet.
bool is_text_source(const std::string& text);

}  // namespace kinfold
