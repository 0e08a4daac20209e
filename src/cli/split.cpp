#include "data/split.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/graph_call.h"
#include "cli/label_split.h"
#include "cli/split_folder.h"
#include "core/error.h"
#include "data/folds.h"
#include "registry/registry.h"

namespace kinfold::app {
namespace {

// Columns without names of their own get those of their roles, by which the parts are read again.
std::string named_columns(const Source& source, const RatingRoles& roles) {
  std::string renamed;
  for (const auto& [name, role] : {std::pair("user", roles.user), std::pair("item", roles.item),
                                   std::pair("value", roles.value), std::pair("time", roles.time)})
    if (!source.has_header() && role >= 0)
      renamed += (renamed.empty() ? "" : ", ") + sql_name(source.columns()[std::size_t(role)].name) + " AS " + name;
  return renamed.empty() ? "*" : "* RENAME (" + renamed + ")";
}

// Bad rows are in no part.
constexpr std::uint32_t kNoPart = 1000;

// Writes the source's own rows and columns, each to the files of its parts.
void write_parts(SplitFolder& folder, Source& source, const RatingRoles& roles, const std::vector<std::uint8_t>& good_rows,
                 const std::vector<std::uint8_t>& marks, const std::vector<SplitPart>& parts, const std::string& format) {
  std::vector<std::uint32_t> mark_of_row;
  for (std::size_t i = 0, next = 0; i < good_rows.size(); ++i) mark_of_row.push_back(good_rows[i] ? marks[next++] : kNoPart);
  DuckDb& db = source.db();
  db.add_table("kinfold_part", {{"kinfold_part"}, {mark_of_row}});
  for (const SplitPart& part : parts) {
    copy_to_file(
        db,
        fmt::format("(SELECT * EXCLUDE kinfold_part FROM (SELECT {} FROM {}) POSITIONAL JOIN kinfold_part WHERE "
                    "kinfold_part BETWEEN {} AND {})",
                    named_columns(source, roles), source.from(), part.low, part.high),
        folder.file(part), format == "csv" ? "FORMAT csv, HEADER" : "FORMAT parquet, COMPRESSION zstd");
    folder.add_part(part, std::size_t(std::ranges::count(part_mask(part, marks), 1)));
  }
}

Json coverage_to_json(const Coverage& counts) {
  return {{"users", counts.users},           {"items", counts.items},
          {"cold_users", counts.cold_users}, {"cold_items", counts.cold_items},
          {"cold_rows", counts.cold_rows},   {"lookahead_rows", counts.lookahead_rows}};
}

// What each round asks of a model; of the first that cannot be answered from training a line is said.
void report_coverage(Call& call, SplitFolder& folder, const Ratings& ratings, const std::vector<std::uint8_t>& marks,
                   const std::string& strategy) {
  const std::size_t fold_count = num_folds(strategy);
  Coverage worst;
  for (std::size_t fold = 0; fold < fold_count; ++fold) {
    const std::vector<std::uint8_t> fold_split = fold_marks(marks, strategy, fold);
    const Coverage counts = coverage(select(ratings, fold_split, 0), select(ratings, fold_split, 1));
    if (fold_count == 1)
      folder.metadata["test"] = coverage_to_json(counts);
    else
      folder.metadata["folds"].push_back(coverage_to_json(counts));
    if (fold == 0 || counts.cold_rows > worst.cold_rows) worst = counts;
  }
  const std::string scope = fold_count == 1 ? "" : " of a fold";
  if (worst.cold_rows > 0)
    call.warn(fmt::format("{} of {} test rows{} have a user or item that is unseen in training ({} users, {} items)",
                          format_count(worst.cold_rows), format_count(worst.rows), scope, format_count(worst.cold_users),
                          format_count(worst.cold_items)));
  if (worst.lookahead_rows > 0)
    call.warn(
        fmt::format("this split looks into the future: {} training rows are later than the first test row; "
                    "--strategy {} does not",
                    format_count(worst.lookahead_rows), fold_count == 1 ? "temporal:0.1" : "rolling:5"));
}

void split_ratings_call(Call& call, const SplitArgs& args) {
  Source source(args.source, source_options(call.options()));
  ReadReport report;
  std::vector<std::uint8_t> good_rows;
  const RatingRoles roles = find_rating_roles(source, false);
  const Ratings ratings = read_ratings(source, roles, report, &good_rows);
  if (report.bad > 0)
    call.warn(fmt::format("{} bad row{} in no part; the first: {}", report.bad, report.bad == 1 ? " is" : "s are",
                          join(report.examples, "; ")));
  const std::string strategy = args.strategy.empty() ? (ratings.has_time() ? "temporal:0.1" : "random:0.1") : args.strategy;
  const std::vector<std::uint8_t> marks = split_ratings(ratings, parse_split_strategy(strategy), args.seed);
  if (num_folds(strategy) > 1) check_folds(strategy, marks);
  SplitFolder folder(call, args, strategy, checksum(ratings));
  folder.metadata["has_times"] = ratings.has_time();
  write_parts(folder, source, roles, good_rows, marks, split_parts(strategy, marks), args.format);
  report_coverage(call, folder, ratings, marks, strategy);
  folder.finish();
}

void split(Call& call, const Verb& verb, const SplitArgs& args) {
  if (args.format != "csv" && args.format != "parquet")
    throw UsageError("unknown format '" + args.format + "'", "--format",
                     known_choices(args.format, {"parquet", "csv"}));
  if (!args.task.empty() && args.task != "nodes" && !is_graph(args.task) &&
      std::ranges::find(kTasks, args.task) == kTasks.end())
    throw UsageError("unknown task '" + args.task + "'", "--task", known_choices(args.task, kTasks));
  if (args.task == "table")
    throw UsageError("tables withhold cells, never rows", "--task table",
                     "train with --validation random:0.1, or measure with kinfold cross-validate table");
  for (const char* option : {"--keep", "--together"})
    if (verb.is_set(option) && !is_graph(args.task))
      throw UsageError(std::string(option) + " is for links and triples alone", option,
                       "add --task links or --task triples, or leave it out");
  if (args.task == "nodes") return split_labels_call(call, args);
  if (is_graph(args.task)) return split_graph_call(call, args);
  split_ratings_call(call, args);
}

}  // namespace

void add_split(CommandLine& line, Call& call) {
  auto args = std::make_shared<SplitArgs>();
  Verb verb = line.add_verb(call, "split", "Withhold a part of the rows, never users or items", [] {});
  verb.set_action(call, [&call, verb, args] { split(call, verb, *args); });
  verb.add_option("source", args->source, "the rows; all their columns are kept").required();
  verb.add_option("--task", args->task, "links, triples or labels, where the rows are those").type_name("NAME");
  verb.add_option(
          "--strategy", args->strategy,
          "random:SHARE, per-user:SHARE, leave-last-out:N, temporal:SHARE, k-fold:K or rolling:K, which tests "
          "each of K windows of time after training on all before it [temporal:0.1 where there are times, "
          "random:0.1 otherwise]; of links and triples not by user; of labels random:SHARE, per-class:K or k-fold:K")
      .type_name("STRATEGY");
  verb.add_option("--keep", args->keep,
                  "of links and triples by random and k-fold, what always trains: nodes (a fact of each), forest (a "
                  "spanning one: what was connected stays so) or nothing [nodes]")
      .type_name("WHAT");
  verb.add_option("--together", args->together,
                  "of links and triples, what is on one side: facts of the same two entities and one relation, or of "
                  "the same pair whatever the relation, so that training holds no fact's reverse [relation]")
      .type_name("WHAT");
  verb.add_option("--out,-o", args->out, "a folder for the parts and split.json").required().type_name("DIR");
  verb.add_option("--format", args->format, "parquet or csv [parquet]").type_name("NAME");
  verb.add_option("--seed", args->seed, "names the random stream [1]").type_name("N");
  verb.add_options(call);
}

}  // namespace kinfold::app
