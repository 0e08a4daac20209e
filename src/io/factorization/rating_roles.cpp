#include <algorithm>

#include "core/error.h"
#include "io/column_roles.h"

namespace kinfold {
namespace {

const RoleNames kRatingRoles = {{{"user"}, {"item"}, {"value"}, {"time"}}, "user=who,item=what,value=stars"};

// Common names, normalized by normalized_name().
const std::vector<std::vector<std::string>> kRatingNames = {
    {"user", "userid", "uid", "customer", "customerid", "reviewer", "reviewerid", "member", "memberid", "viewer"},
    {"item",     "itemid",  "iid",       "movie", "movieid", "product",   "productid", "asin",
     "isbn",     "bookid",  "book",      "song",  "songid",  "track",     "trackid",   "artist",
     "artistid", "article", "articleid", "film",  "filmid",  "businessid"},
    {"value", "rating", "score", "stars", "overall", "vote", "grade", "weight", "count", "plays"},
    {"time", "timestamp", "ts", "date", "datetime", "unixtime", "unixreviewtime", "when", "created", "createdat"}};

}  // namespace

bool is_role_name(const std::string& name) {
  return std::ranges::any_of(
      kRatingNames, [&](const auto& names) { return std::ranges::find(names, normalized_name(name)) != names.end(); });
}

bool is_id_name(const std::string& name) {
  const std::string word = normalized_name(name);
  return word == "id" || std::ranges::find(kRatingNames[0], word) != kRatingNames[0].end() ||
         std::ranges::find(kRatingNames[1], word) != kRatingNames[1].end();
}

RatingRoles find_rating_roles(const Source& source, bool need_value) {
  const auto& columns = source.columns();
  std::vector<int> roles = parse_roles(schema_of(source), kRatingRoles);
  const auto is_assigned = [&](int c) { return std::ranges::find(roles, c) != roles.end(); };
  for (std::size_t role = 0; role < 4; ++role)
    for (int c = 0; c < int(columns.size()) && roles[role] < 0; ++c)
      if (!is_assigned(c) && std::ranges::find(kRatingNames[role], normalized_name(columns[std::size_t(c)].name)) !=
                                 kRatingNames[role].end())
        roles[role] = c;

  const std::size_t needed = need_value ? 3 : 2;
  for (std::size_t role = 0; role < needed; ++role) {
    for (int c = 0; c < int(columns.size()) && roles[role] < 0; ++c)
      if (!is_assigned(c)) roles[role] = c;
    if (roles[role] < 0)
      throw Error("it has no column for the " + kRatingRoles.roles[role][0], source.text(),
                  "columns: " + source.column_names() + "; name them with --columns user=..,item=..,value=..");
  }
  // Without column names, a number in the third column is the value, and a number or date in the fourth is the time.
  if (!source.has_header() && roles[2] < 0 && columns.size() > 2 && !is_assigned(2) && columns[2].is_number())
    roles[2] = 2;
  if (!source.has_header() && roles[3] < 0 && columns.size() > 3 && !is_assigned(3) &&
      (columns[3].is_time() || columns[3].is_number()))
    roles[3] = 3;
  return {roles[0], roles[1], roles[2], roles[3]};
}

}  // namespace kinfold
