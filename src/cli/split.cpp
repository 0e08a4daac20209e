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

// Renames columns of a source without header to their roles, so that the parts can be read without --columns.
std::string named_columns(const Source& source, const RatingRoles& roles) {
  std::string renamed;
  for (const auto& [name, role] : {std::pair("user", roles.user), std::pair("item", roles.item),
                                   std::pair("value", roles.value), std::pair("time", roles.time)})
    if (!source.has_header() && role >= 0)
      renamed += (renamed.empty() ? "" : ", ") + sql_name(source.columns()[std::size_t(role)].name) + " AS " + name;
  return renamed.empty() ? "*" : "* RENAME (" + renamed + ")";
}

// The mark of bad rows, which are in no part.
constexpr std::uint32_t kNoPart = 1000;

// Writes each row of the source, with all columns, to the file of its part.
void write_parts(SplitFolder& folder, Source& source, const RatingRoles& roles,
                 const std::vector<std::uint8_t>& good_rows, const std::vector<std::uint8_t>& marks,
                 const std::vector<SplitPart>& parts, const std::string& format) {
  std::vector<std::uint32_t> mark_of_row;
  for (std::size_t i = 0, next = 0; i < good_rows.size(); ++i)
    mark_of_row.push_back(good_rows[i] ? marks[next++] : kNoPart);
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

// Adds the coverage of each fold to split.json, and warns about unseen ids and lookahead.
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
                          format_count(worst.cold_rows), format_count(worst.rows), scope,
                          format_count(worst.cold_users), format_count(worst.cold_items)));
  if (worst.lookahead_rows > 0)
    call.warn(
        fmt::format("lookahead: {} training rows are later than the first test row; use --strategy {} to "
                    "avoid this",
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
  const std::string strategy =
      args.strategy.empty() ? (ratings.has_time() ? "temporal:0.1" : "random:0.1") : args.strategy;
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
    throw UsageError("tables hold out cells, not rows", "--task table",
                     "train with --validation random:0.1, or evaluate with kinfold cross-validate table");
  for (const char* option : {"--keep", "--together"})
    if (verb.is_set(option) && !is_graph(args.task))
      throw UsageError(std::string(option) + " applies only to links and triples", option,
                       "add --task links or --task triples, or remove the option");
  if (args.task == "nodes") return split_labels_call(call, args);
  if (is_graph(args.task)) return split_graph_call(call, args);
  split_ratings_call(call, args);
}

}  // namespace

void add_split(CommandLine& line, Call& call) {
  auto args = std::make_shared<SplitArgs>();
  Verb verb = line.add_verb(call, "split", "Split data into training and test parts, or into folds", [] {});
  verb.set_action(call, [&call, verb, args] { split(call, verb, *args); });
  verb.add_option("source", args->source, "Data source. The parts keep all its columns.").required();
  verb.add_option("--task", args->task,
                  "Task of the data: links, triples or nodes; not needed for ratings, votes and likes.")
      .type_name("NAME");
  verb.add_option("--strategy", args->strategy,
                  "Split strategy: random:FRACTION, per-user:FRACTION, leave-last-out:N, temporal:FRACTION, k-fold:K "
                  "or rolling:K "
                  "(tests on each of K time windows, trains on all earlier rows); links and triples: not per-user and "
                  "leave-last-out; nodes: random:FRACTION, per-class:K or k-fold:K. [temporal:0.1 if the data have "
                  "times, otherwise "
                  "random:0.1]")
      .type_name("STRATEGY");
  verb.add_option(
          "--keep", args->keep,
          "Links and triples with random and k-fold: facts that are always in training: nodes (at least one fact of "
          "each entity and relation), forest (a spanning forest, which keeps components connected) or nothing. "
          "[nodes]")
      .type_name("WHAT");
  verb.add_option(
          "--together", args->together,
          "Links and triples: facts that stay in one part: relation (same entity pair and relation) or pair (same "
          "entity pair, so that no inverse fact leaks from training). [relation]")
      .type_name("WHAT");
  verb.add_option("--out,-o", args->out, "Output folder for the parts and split.json.").required().type_name("DIR");
  verb.add_option("--format", args->format, "File format of the parts: parquet or csv. [parquet]").type_name("NAME");
  verb.add_option("--seed", args->seed, "Random seed. The same seed gives the same split. [1]").type_name("N");
  verb.add_options(call);
}

}  // namespace kinfold::app
