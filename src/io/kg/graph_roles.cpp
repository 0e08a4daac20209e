#include "io/kg/graph_roles.h"

#include <algorithm>

#include "core/error.h"

namespace kinfold {
namespace {

enum Role : std::size_t { kHead, kRelation, kTail, kWeight, kTime, kRoles };

const RoleNames kTripleRoles = {{{"head", "source"}, {"relation"}, {"tail", "target"}, {"weight"}, {"time"}},
                                "head=subject,relation=verb,tail=object"};
const RoleNames kLinkRoles = {{{"source", "head"}, {"relation"}, {"target", "tail"}, {"weight"}, {"time"}},
                              "source=from,target=to"};

// Common names, normalized by normalized_name().
const std::vector<std::vector<std::string>> kGraphNames = {
    {"head", "headid", "subject", "subjectid", "source", "sourceid", "src", "from", "fromid", "fromnodeid", "h", "s"},
    {"relation", "relationid", "predicate", "rel", "p", "r"},
    {"tail", "tailid", "object", "objectid", "target", "targetid", "dst", "to", "toid", "tonodeid", "t", "o"},
    {"weight"},
    {"time", "timestamp"}};

bool is_common(Role role, const std::string& name) {
  return std::find(kGraphNames[role].begin(), kGraphNames[role].end(), normalized_name(name)) !=
         kGraphNames[role].end();
}

class GraphRoleFinder {
 public:
  GraphRoleFinder(GraphTask task, const ColumnSchema& schema)
      : task_(task),
        schema_(schema),
        roles_(parse_roles(schema, task == GraphTask::kLinks ? kLinkRoles : kTripleRoles)) {}

  GraphRoles find() {
    if (task_ == GraphTask::kLinks && roles_[kRelation] >= 0)
      throw UsageError("links have no relation", "--columns",
                       "use `train triples` for head, relation and tail; for links, name source and target");
    assign_by_name();
    if (task_ == GraphTask::kLinks) reject_three_columns();
    assign_by_position(kHead);
    if (task_ == GraphTask::kTriples) assign_by_position(kRelation);
    assign_by_position(kTail);
    assign_numbers_by_position();
    if (task_ == GraphTask::kLinks) roles_[kRelation] = -1;
    return {roles_[kHead], roles_[kRelation], roles_[kTail], roles_[kWeight], roles_[kTime]};
  }

 private:
  bool is_assigned(int column) const { return std::find(roles_.begin(), roles_.end(), column) != roles_.end(); }
  const Source::Column& column(int c) const { return schema_.columns[std::size_t(c)]; }
  int count() const { return int(schema_.columns.size()); }

  void assign_by_name() {
    for (const Role role : {kHead, kRelation, kTail, kWeight, kTime})
      for (int c = 0; c < count() && roles_[role] < 0; ++c)
        if (!is_assigned(c) && is_common(role, column(c).name)) roles_[role] = c;
  }

  void assign_by_position(Role role) {
    for (int c = 0; c < count() && roles_[role] < 0; ++c)
      if (!is_assigned(c)) roles_[role] = c;
    if (roles_[role] < 0) fail(role);
  }

  // For columns without names. The fourth column of a triple may be a weight or a time; it is a time only if it holds
  // dates.
  void assign_numbers_by_position() {
    if (schema_.has_names) return;
    const auto free = [&](int c) { return c < count() && !is_assigned(c); };
    const bool links = task_ == GraphTask::kLinks;
    if (links && roles_[kWeight] < 0 && free(2) && column(2).is_number()) roles_[kWeight] = 2;
    for (int c = 2; c < 4; ++c)
      if (roles_[kTime] < 0 && free(c) && (column(c).is_time() || (links && c == 3 && column(c).is_number())))
        roles_[kTime] = c;
  }

  // Three columns without names are triples if the third is not a number, or if the first two have different types.
  void reject_three_columns() const {
    if (schema_.has_names || count() != 3 || roles_[kHead] >= 0 || roles_[kTail] >= 0) return;
    if ((column(2).is_number() || column(2).is_time()) && column(0).is_number() == column(1).is_number()) return;
    throw Error(
        "its three columns look like head, relation and tail, but a link has a source, a target and optionally a "
        "weight",
        schema_.where, "use `train triples`, or name the columns with --columns source=1,target=3");
  }

  [[noreturn]] void fail(Role role) const {
    const std::string columns = "columns: " + schema_.names();
    if (task_ == GraphTask::kLinks)
      throw Error("it has no column for the " + kLinkRoles.roles[role][0] + " of a link", schema_.where,
                  columns + "; name them with --columns source=..,target=..");
    if (count() == 2)
      throw Error("it has two columns, but a triple needs three: head, relation and tail", schema_.where,
                  columns + "; for two columns, use `train links`");
    throw Error(
        "it has no column for the " + kTripleRoles.roles[role][0], schema_.where,
        columns + "; name them with --columns head=..,relation=..,tail=.., or use `train links` for two columns");
  }

  GraphTask task_;
  const ColumnSchema& schema_;
  std::vector<int> roles_;
};

}  // namespace

GraphRoles find_graph_roles(GraphTask task, const ColumnSchema& schema) { return GraphRoleFinder(task, schema).find(); }

bool is_graph_header(const std::vector<Source::Column>& columns) {
  std::size_t num_common = 0;
  for (const Role role : {kHead, kRelation, kTail})
    num_common += std::any_of(columns.begin(), columns.end(), [&](const auto& c) { return is_common(role, c.name); });
  return num_common >= 2;
}

}  // namespace kinfold
