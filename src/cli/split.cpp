#include "data/split.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/graph_call.h"
#include "cli/label_call.h"
#include "cli/split_folder.h"
#include "core/error.h"
#include "data/folds.h"
#include "registry/registry.h"

namespace kinfold::app {
namespace {

// Columns without names of their own get those of their roles, by which the parts are read again.
std::string named_columns(const Source& source, const RatingRoles& roles) {
  std::string list;
  for (const auto& [name, role] : {std::pair("user", roles.user), std::pair("item", roles.item),
                                   std::pair("value", roles.value), std::pair("time", roles.time)})
    if (!source.has_header() && role >= 0)
      list += (list.empty() ? "" : ", ") + sql_name(source.columns()[std::size_t(role)].name) + " AS " + name;
  return list.empty() ? "*" : "* RENAME (" + list + ")";
}

// Bad rows are in no part.
constexpr std::uint32_t kNowhere = 1000;

// Writes the source's own rows and columns, each to the files of its parts.
void write_parts(SplitFolder& folder, Source& source, const RatingRoles& roles, const std::vector<std::uint8_t>& good,
                 const std::vector<std::uint8_t>& marks, const std::vector<Part>& parts, const std::string& format) {
  std::vector<std::uint32_t> mark_of_row;
  for (std::size_t i = 0, kept = 0; i < good.size(); ++i) mark_of_row.push_back(good[i] ? marks[kept++] : kNowhere);
  DuckDb& db = source.db();
  db.add_table("kinfold_part", {{"kinfold_part"}, {mark_of_row}});
  for (const Part& part : parts) {
    copy_to_file(
        db,
        fmt::format("(SELECT * EXCLUDE kinfold_part FROM (SELECT {} FROM {}) POSITIONAL JOIN kinfold_part WHERE "
                    "kinfold_part BETWEEN {} AND {})",
                    named_columns(source, roles), source.from(), part.low, part.high),
        folder.file(part), format == "csv" ? "FORMAT csv, HEADER" : "FORMAT parquet, COMPRESSION zstd");
    folder.wrote(part, std::size_t(std::ranges::count(marks_of(part, marks), 1)));
  }
}

Json json_of(const Coverage& c) {
  return {{"users", c.users},           {"items", c.items},
          {"cold_users", c.cold_users}, {"cold_items", c.cold_items},
          {"cold_rows", c.cold_rows},   {"training_rows_later_than_the_first_test_row", c.lookahead_rows}};
}

// What each round asks of a model; of the first that cannot be answered from training a line is said.
void tell_coverage(Call& call, SplitFolder& folder, const Ratings& ratings, const std::vector<std::uint8_t>& marks,
                   const std::string& by) {
  const std::size_t rounds = num_folds(by);
  Coverage most;
  for (std::size_t round = 0; round < rounds; ++round) {
    const std::vector<std::uint8_t> own = fold_marks(marks, by, round);
    const Coverage c = coverage(select(ratings, own, 0), select(ratings, own, 1));
    if (rounds == 1)
      folder.about["test"] = json_of(c);
    else
      folder.about["folds"].push_back(json_of(c));
    if (round == 0 || c.cold_rows > most.cold_rows) most = c;
  }
  const std::string of = rounds == 1 ? "" : " of a fold";
  if (most.cold_rows > 0)
    call.warn(fmt::format("{} of {} test rows{} have a user or item that is unseen in training ({} users, {} items)",
                          grouped(most.cold_rows), grouped(most.rows), of, grouped(most.cold_users),
                          grouped(most.cold_items)));
  if (most.lookahead_rows > 0)
    call.warn(
        fmt::format("this split looks into the future: {} training rows are later than the first test row; "
                    "--strategy {} does not",
                    grouped(most.lookahead_rows), rounds == 1 ? "temporal:0.1" : "rolling:5"));
}

void split_ratings_call(Call& call, const SplitAsked& asked) {
  Source source(asked.source, source_options(call.options()));
  ReadReport report;
  std::vector<std::uint8_t> good;
  const RatingRoles roles = find_rating_roles(source, false);
  const Ratings ratings = read_ratings(source, roles, report, &good);
  if (report.bad > 0)
    call.warn(fmt::format("{} bad row{} in no part; the first: {}", report.bad, report.bad == 1 ? " is" : "s are",
                          join(report.examples, "; ")));
  const std::string by = asked.by.empty() ? (ratings.has_time() ? "temporal:0.1" : "random:0.1") : asked.by;
  const std::vector<std::uint8_t> marks = split_ratings(ratings, parse_split_strategy(by), asked.seed);
  if (num_folds(by) > 1) check_rounds(by, marks);
  SplitFolder folder(call, asked, by, checksum(ratings));
  folder.about["timed"] = ratings.has_time();
  write_parts(folder, source, roles, good, marks, parts_of(by, marks), asked.format);
  tell_coverage(call, folder, ratings, marks, by);
  folder.finish();
}

void split(Call& call, const Verb& verb, const SplitAsked& asked) {
  if (asked.format != "csv" && asked.format != "parquet")
    throw UsageError("unknown format '" + asked.format + "'", "--format",
                     known_choices(asked.format, {"parquet", "csv"}));
  if (!asked.task.empty() && asked.task != "nodes" && !is_graph(asked.task) &&
      std::ranges::find(kTasks, asked.task) == kTasks.end())
    throw UsageError("unknown task '" + asked.task + "'", "--task", known_choices(asked.task, kTasks));
  if (asked.task == "table")
    throw UsageError("tables withhold cells, never rows", "--task table",
                     "train with --validation random:0.1, or measure with kinfold validate table");
  for (const char* option : {"--keep", "--together"})
    if (verb.given(option) && !is_graph(asked.task))
      throw UsageError(std::string(option) + " is for links and triples alone", option,
                       "add --task links or --task triples, or leave it out");
  if (asked.task == "nodes") return split_labels_call(call, asked);
  if (is_graph(asked.task)) return split_graph_call(call, asked);
  split_ratings_call(call, asked);
}

}  // namespace

void add_split(CommandLine& line, Call& call) {
  auto asked = std::make_shared<SplitAsked>();
  Verb verb = line.add_verb(call, "split", "Withhold a part of the rows, never users or items", [] {});
  verb.when_chosen(call, [&call, verb, asked] { split(call, verb, *asked); });
  verb.add_option("source", asked->source, "the rows; all their columns are kept").required();
  verb.add_option("--task", asked->task, "links, triples or labels, where the rows are those").type_name("NAME");
  verb.add_option(
          "--strategy", asked->by,
          "random:SHARE, per-user:SHARE, leave-last-out:N, temporal:SHARE, k-fold:K or rolling:K, which tests "
          "each of K windows of time after training on all before it [temporal:0.1 where there are times, "
          "random:0.1 otherwise]; of links and triples not by user; of labels random:SHARE, per-class:K or k-fold:K")
      .type_name("RULE");
  verb.add_option("--keep", asked->keep,
                  "of links and triples by random and k-fold, what always trains: nodes (a fact of each), forest (a "
                  "spanning one: what was connected stays so) or nothing [nodes]")
      .type_name("WHAT");
  verb.add_option("--together", asked->together,
                  "of links and triples, what is on one side: facts of the same two entities and one relation, or of "
                  "the same pair whatever the relation, so that training holds no fact's reverse [relation]")
      .type_name("WHAT");
  verb.add_option("--out,-o", asked->out, "a folder for the parts and split.json").required().type_name("DIR");
  verb.add_option("--format", asked->format, "parquet or csv [parquet]").type_name("NAME");
  verb.add_option("--seed", asked->seed, "names the random stream [1]").type_name("N");
  verb.add_options(call);
}

}  // namespace kinfold::app
