#include "data/split.h"

#include <fmt/format.h>

#include <filesystem>

#include "app/graph_call.h"
#include "app/label_call.h"
#include "core/error.h"
#include "store/atomic_file.h"
#include "train/registry.h"

namespace kinfold::app {
namespace {

struct Asked {
  std::string source, task, by, out, format = "parquet";
  std::uint64_t seed = 1;
};

// Part names by number: train, test; or the folds.
std::string part_name(const SplitRule& rule, std::size_t part) {
  if (rule.by == "k-fold") return "fold" + std::to_string(part + 1);
  return part == 0 ? "train" : "test";
}

// Columns without names of their own get those of their roles, by which the parts are read again.
std::string named_columns(const Source& source, const Roles& roles) {
  std::string list;
  for (const auto& [name, role] : {std::pair("user", roles.user), std::pair("item", roles.item),
                                   std::pair("value", roles.value), std::pair("time", roles.time)})
    if (!source.has_header() && role >= 0)
      list += (list.empty() ? "" : ", ") + sql_name(source.columns()[std::size_t(role)].name) + " AS " + name;
  return list.empty() ? "*" : "* RENAME (" + list + ")";
}

// Writes the source's own rows and columns, each to the file of its part; bad rows (255) go nowhere.
std::vector<std::string> write_parts(Source& source, const Roles& roles, const std::vector<std::uint32_t>& parts,
                                     const SplitRule& rule, std::size_t count, const Asked& asked) {
  Duck& duck = source.duck();
  duck.add_table("kinfold_part", {{"kinfold_part"}, {parts}});
  std::vector<std::string> files;
  for (std::size_t part = 0; part < count; ++part) {
    files.push_back(asked.out + "/" + part_name(rule, part) + "." + asked.format);
    const std::string format = asked.format == "csv" ? "FORMAT csv, HEADER" : "FORMAT parquet, COMPRESSION zstd";
    copy_to(duck,
            "(SELECT * EXCLUDE kinfold_part FROM (SELECT " + named_columns(source, roles) + " FROM " + source.from() +
                ") POSITIONAL JOIN kinfold_part WHERE kinfold_part = " + std::to_string(part) + ")",
            files.back(), format);
  }
  return files;
}

void split(Call& call, const Asked& asked) {
  if (asked.format != "csv" && asked.format != "parquet")
    throw UsageError("unknown format '" + asked.format + "'", "--format",
                     known_choices(asked.format, {"parquet", "csv"}));
  if (asked.task == "labels")
    return split_labels_call(call, {asked.source, asked.by, asked.out, asked.format, asked.seed});
  if (!asked.task.empty() && !is_graph(asked.task) && std::ranges::find(kTasks, asked.task) == kTasks.end())
    throw UsageError("unknown task '" + asked.task + "'", "--task", known_choices(asked.task, kTasks));
  if (is_graph(asked.task))
    return split_graph_call(call, {asked.task, asked.source, asked.by, asked.out, asked.format, asked.seed});
  const Options options = call.options();
  Source source(asked.source, source_options(options));
  ReadReport report;
  std::vector<std::uint8_t> good;
  const Roles roles = find_roles(source, false);
  const Ratings ratings = read_ratings(source, roles, report, &good);
  if (report.bad > 0)
    call.warn(fmt::format("{} bad row{} in no part; the first: {}", report.bad, report.bad == 1 ? " is" : "s are",
                          join(report.examples, "; ")));
  const std::string by = asked.by.empty() ? (ratings.has_time() ? "temporal:0.1" : "random:0.1") : asked.by;
  const SplitRule rule = parse_split_rule(by);
  const std::vector<std::uint8_t> marks = split_marks(ratings, rule, asked.seed);
  const bool folds = rule.by == "k-fold";
  const std::size_t count = folds ? std::size_t(rule.amount) : 2;

  std::vector<std::uint32_t> parts;
  std::vector<std::size_t> rows(count);
  for (std::size_t i = 0, kept = 0; i < good.size(); ++i) {
    parts.push_back(good[i] ? marks[kept++] : 255u);
    if (good[i]) ++rows[parts.back()];
  }
  std::error_code error;
  std::filesystem::create_directories(asked.out, error);
  if (error) throw Error("cannot be made: " + error.message(), asked.out, "choose another folder with --out");
  const std::vector<std::string> files = write_parts(source, roles, parts, rule, count, asked);

  Json about = {{"source", asked.source},
                {"checksum", std::to_string(checksum(ratings))},
                {"by", by},
                {"seed", asked.seed},
                {"timed", ratings.has_time()},
                {"parts", Json::array()}};
  for (std::size_t part = 0; part < count; ++part)
    about["parts"].push_back({{"file", files[part]}, {"rows", rows[part]}});
  if (!folds) {
    const Coverage c = coverage(select(ratings, marks, 0), select(ratings, marks, 1));
    about["test"] = {{"users", c.users},           {"items", c.items},
                     {"cold_users", c.cold_users}, {"cold_items", c.cold_items},
                     {"cold_rows", c.cold_rows},   {"training_rows_later_than_the_first_test_row", c.looks_ahead}};
    if (c.cold_rows > 0)
      call.warn(fmt::format("{} of {} test rows have a user or item that is unseen in training ({} users, {} items)",
                            grouped(c.cold_rows), grouped(c.rows), grouped(c.cold_users), grouped(c.cold_items)));
    if (c.looks_ahead > 0)
      call.warn(
          fmt::format("this split looks into the future: {} training rows are later than the first test row; "
                      "--by temporal:0.1 does not",
                      grouped(c.looks_ahead)));
  }
  write_file(asked.out + "/split.json", about.dump(2) + "\n");
  if (call.json) return call.answer(about);
  for (std::size_t part = 0; part < count; ++part) fmt::print("{:>12} rows  {}\n", grouped(rows[part]), files[part]);
  fmt::print("by {}, seed {}; facts in {}/split.json\n", by, asked.seed, asked.out);
}

}  // namespace

void add_split(CommandLine& line, Call& call) {
  auto asked = std::make_shared<Asked>();
  Verb verb = line.add_verb(call, "split", "Withhold a part of the rows, never users or items",
                            [&call, asked] { split(call, *asked); });
  verb.add_option("source", asked->source, "the rows; all their columns are kept").required();
  verb.add_option("--task", asked->task, "links, triples or labels, where the rows are those").type_name("NAME");
  verb.add_option("--by", asked->by,
                  "random:SHARE, per-user:SHARE, leave-last-out:N, temporal:SHARE or k-fold:K "
                  "[temporal:0.1 where there are times, random:0.1 otherwise]; of labels random:SHARE or per-class:K")
      .type_name("RULE");
  verb.add_option("--out,-o", asked->out, "a folder for the parts and split.json").required().type_name("DIR");
  verb.add_option("--format", asked->format, "parquet or csv [parquet]").type_name("NAME");
  verb.add_option("--seed", asked->seed, "names the random stream [1]").type_name("N");
  verb.add_options(call, {"data"});
}

}  // namespace kinfold::app
