#include "io/source_text.h"

#include <algorithm>

#include "core/text.h"

namespace kinfold {
bool is_query(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n(");
  if (begin == std::string::npos) return false;
  const std::size_t end = text.find_first_of(" \t\r\n", begin);
  const std::string word = lower_case(text.substr(begin, end == std::string::npos ? end : end - begin));
  return end != std::string::npos && (word == "select" || word == "from" || word == "with");
}

bool has_glob(const std::string& path) { return path.find_first_of("*?[") != std::string::npos; }

bool has_ending(std::string name, std::initializer_list<const char*> endings) {
  name = lower_case(name);
  for (const char* suffix : {".gz", ".zst"})
    if (name.ends_with(suffix)) name.resize(name.size() - std::string_view(suffix).size());
  return std::any_of(endings.begin(), endings.end(), [&](const char* ending) { return name.ends_with(ending); });
}

bool is_text_source(const std::string& text) {
  return !is_query(text) && !has_ending(text.substr(0, text.find("::")), {".duckdb", ".db"}) &&
         !has_ending(text, {".sqlite", ".sqlite3", ".parquet", ".json", ".jsonl", ".ndjson"});
}

}  // namespace kinfold
