#include "source/graph_roles.h"

#include <algorithm>

#include "core/error.h"

namespace kinfold {
namespace {

enum Role : std::size_t { kHead, kRelation, kTail, kWeight, kTime, kRoles };

const RoleWords kOfTriples = {{{"head", "source"}, {"relation"}, {"tail", "target"}, {"weight"}, {"time"}},
                              "head=subject,relation=verb,tail=object"};
const RoleWords kOfLinks = {{{"source", "head"}, {"relation"}, {"target", "tail"}, {"weight"}, {"time"}},
                            "source=from,target=to"};

// Usual names, as plain_name has them.
const std::vector<std::vector<std::string>> kNames = {
    {"head", "headid", "subject", "subjectid", "source", "sourceid", "src", "from", "fromid", "fromnodeid", "h", "s"},
    {"relation", "relationid", "predicate", "rel", "p", "r"},
    {"tail", "tailid", "object", "objectid", "target", "targetid", "dst", "to", "toid", "tonodeid", "t", "o"},
    {"weight"},
    {"time", "timestamp"}};

bool is_usual(Role role, const std::string& name) {
  return std::find(kNames[role].begin(), kNames[role].end(), plain_name(name)) != kNames[role].end();
}

class Finder {
 public:
  Finder(Graph kind, const KnownColumns& known)
      : kind_(kind), known_(known), found_(given_roles(known, kind == Graph::kLinks ? kOfLinks : kOfTriples)) {}

  GraphRoles find() {
    if (kind_ == Graph::kLinks && found_[kRelation] >= 0)
      throw UsageError("links have no relation", "--columns",
                       "`train triples` takes a head, a relation and a tail; of links name source and target");
    by_name();
    if (kind_ == Graph::kLinks) refuse_three_names();
    by_position(kHead);
    if (kind_ == Graph::kTriples) by_position(kRelation);
    by_position(kTail);
    numbers_by_position();
    if (kind_ == Graph::kLinks) found_[kRelation] = -1;
    return {found_[kHead], found_[kRelation], found_[kTail], found_[kWeight], found_[kTime]};
  }

 private:
  bool taken(int column) const { return std::find(found_.begin(), found_.end(), column) != found_.end(); }
  const Source::Column& column(int c) const { return known_.columns[std::size_t(c)]; }
  int count() const { return int(known_.columns.size()); }

  void by_name() {
    for (const Role role : {kHead, kRelation, kTail, kWeight, kTime})
      for (int c = 0; c < count() && found_[role] < 0; ++c)
        if (!taken(c) && is_usual(role, column(c).name)) found_[role] = c;
  }

  void by_position(Role role) {
    for (int c = 0; c < count() && found_[role] < 0; ++c)
      if (!taken(c)) found_[role] = c;
    if (found_[role] < 0) fail(role);
  }

  // Columns without names of their own. The fourth of a triple may be a weight or a time of any kind: only a date
  // tells.
  void numbers_by_position() {
    if (known_.have_names) return;
    const auto free = [&](int c) { return c < count() && !taken(c); };
    const bool links = kind_ == Graph::kLinks;
    if (links && found_[kWeight] < 0 && free(2) && column(2).is_number()) found_[kWeight] = 2;
    for (int c = 2; c < 4; ++c)
      if (found_[kTime] < 0 && free(c) && (column(c).is_time() || (links && c == 3 && column(c).is_number())))
        found_[kTime] = c;
  }

  // Three columns without names, of which the third is no number or the first two are of different kinds: triples.
  void refuse_three_names() const {
    if (known_.have_names || count() != 3 || found_[kHead] >= 0 || found_[kTail] >= 0) return;
    if ((column(2).is_number() || column(2).is_time()) && column(0).is_number() == column(1).is_number()) return;
    throw Error("its three columns look like head, relation and tail, and a link has two ends and perhaps a weight",
                known_.where, "`train triples` takes three; or name the ends with --columns source=1,target=3");
  }

  [[noreturn]] void fail(Role role) const {
    const std::string columns = "columns: " + known_.names();
    if (kind_ == Graph::kLinks)
      throw Error("it has no column left for the " + kOfLinks.roles[role][0] + " of a link", known_.where,
                  columns + "; name them with --columns source=..,target=..");
    if (count() == 2)
      throw Error("it has two columns, and a triple needs three: head, relation and tail", known_.where,
                  columns + "; `train links` takes two");
    throw Error("it has no column left for the " + kOfTriples.roles[role][0], known_.where,
                columns + "; name them with --columns head=..,relation=..,tail=.., or let `train links` take two");
  }

  Graph kind_;
  const KnownColumns& known_;
  std::vector<int> found_;
};

}  // namespace

GraphRoles find_graph_roles(Graph kind, const KnownColumns& known) { return Finder(kind, known).find(); }

bool names_a_graph(const std::vector<Source::Column>& columns) {
  std::size_t told = 0;
  for (const Role role : {kHead, kRelation, kTail})
    told += std::any_of(columns.begin(), columns.end(), [&](const auto& c) { return is_usual(role, c.name); });
  return told >= 2;
}

}  // namespace kinfold
