#include <algorithm>
#include <cctype>
#include <charconv>

#include "core/error.h"
#include "source/source.h"

namespace kinfold {
namespace {

const std::vector<std::string> kRoles = {"user", "item", "value", "time"};

// Usual names, lower case without punctuation.
const std::vector<std::vector<std::string>> kNames = {
    {"user", "userid", "uid", "customer", "customerid", "reviewer", "reviewerid", "member", "memberid", "viewer"},
    {"item",     "itemid",  "iid",       "movie", "movieid", "product",   "productid", "asin",
     "isbn",     "bookid",  "book",      "song",  "songid",  "track",     "trackid",   "artist",
     "artistid", "article", "articleid", "film",  "filmid",  "businessid"},
    {"value", "rating", "score", "stars", "overall", "vote", "grade", "weight", "count", "plays"},
    {"time", "timestamp", "ts", "date", "datetime", "unixtime", "unixreviewtime", "when", "created", "createdat"}};

std::string plain(const std::string& name) {
  std::string result;
  for (unsigned char c : name)
    if (std::isalnum(c)) result += char(std::tolower(c));
  return result;
}

int column_at(const Source& source, const std::string& name) {
  const auto& columns = source.columns();
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (columns[c].name == name) return int(c);
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error == std::errc() && end == name.data() + name.size() && number >= 1 && number <= columns.size())
    return int(number - 1);
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(column.name);
  const auto near = closest(name, names, 1);
  throw Error("there is no column '" + name + "'", source.text(),
              (near.empty() ? "" : "did you mean '" + near[0] + "'? ") + "columns: " + source.column_names());
}

// "user=a,item=b" -> a column for each role that is named.
void take_given(const Source& source, std::vector<int>& found) {
  const std::string& text = source.options().columns;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size()), equal = text.find('=', begin);
    const std::string part = text.substr(begin, end - begin);
    if (equal >= end)
      throw UsageError("'" + part + "' is not ROLE=NAME", "--columns",
                       "such as --columns user=who,item=what,value=stars");
    const std::string role = text.substr(begin, equal - begin);
    const auto at = std::ranges::find(kRoles, role);
    if (at == kRoles.end()) throw UsageError("unknown role '" + role + "'", "--columns", known_choices(role, kRoles));
    int& column = found[std::size_t(at - kRoles.begin())];
    if (column >= 0) throw UsageError("role '" + role + "' is given twice", "--columns", "name each role once");
    const std::string name = text.substr(equal + 1, end - equal - 1);
    const int wanted = column_at(source, name);
    if (std::ranges::find(found, wanted) != found.end())
      throw UsageError("column '" + name + "' is given two roles", "--columns", "name each column once");
    column = wanted;
    begin = end + 1;
  }
}

}  // namespace

bool is_role_name(const std::string& name) {
  return std::ranges::any_of(kNames,
                             [&](const auto& names) { return std::ranges::find(names, plain(name)) != names.end(); });
}

bool is_id_name(const std::string& name) {
  const std::string word = plain(name);
  return word == "id" || std::ranges::find(kNames[0], word) != kNames[0].end() ||
         std::ranges::find(kNames[1], word) != kNames[1].end();
}

Roles find_roles(const Source& source, bool need_value) {
  const auto& columns = source.columns();
  std::vector<int> found(4, -1);
  take_given(source, found);
  const auto taken = [&](int c) { return std::ranges::find(found, c) != found.end(); };
  for (std::size_t role = 0; role < 4; ++role)
    for (int c = 0; c < int(columns.size()) && found[role] < 0; ++c)
      if (!taken(c) && std::ranges::find(kNames[role], plain(columns[std::size_t(c)].name)) != kNames[role].end())
        found[role] = c;

  const std::size_t needed = need_value ? 3 : 2;
  for (std::size_t role = 0; role < needed; ++role) {
    for (int c = 0; c < int(columns.size()) && found[role] < 0; ++c)
      if (!taken(c)) found[role] = c;
    if (found[role] < 0)
      throw Error("it has no column left for the " + kRoles[role], source.text(),
                  "columns: " + source.column_names() + "; name them with --columns user=..,item=..,value=..");
  }
  // Without names of their own, a value may still stand third, and a number or date in the fourth column is the time.
  if (!source.has_header() && found[2] < 0 && columns.size() > 2 && !taken(2) && columns[2].is_number()) found[2] = 2;
  if (!source.has_header() && found[3] < 0 && columns.size() > 3 && !taken(3) &&
      (columns[3].is_time() || columns[3].is_number()))
    found[3] = 3;
  return {found[0], found[1], found[2], found[3]};
}

}  // namespace kinfold
