#include <fmt/format.h>

#include <algorithm>

#include "cli/graph_call.h"
#include "cli/graph_source.h"
#include "cli/split_folder.h"
#include "data/folds.h"
#include "data/split.h"
#include "kg/leaked_facts.h"
#include "kg/split_triples.h"
#include "report/leakage_text.h"

namespace kinfold::app {
namespace {

OutputTable facts_table(const Triples& facts, bool links) {
  std::vector<std::string> heads, relations, tails;
  for (const Triple& t : facts.rows) {
    heads.emplace_back(facts.entities[t.head]);
    relations.emplace_back(facts.relations[t.relation]);
    tails.emplace_back(facts.entities[t.tail]);
  }
  OutputTable output;
  if (links)
    output = {{"source", "target"}, {heads, tails}};
  else
    output = {{"head", "relation", "tail"}, {heads, relations, tails}};
  if (!facts.weight.empty()) output.names.push_back("weight"), output.columns.emplace_back(facts.weight);
  if (facts.has_time()) {
    std::vector<std::string> times;
    for (const double time : facts.time) times.push_back(fmt::format("{}", time));
    output.names.push_back("time");
    output.columns.emplace_back(std::move(times));
  }
  return output;
}

// The number of entities of the test facts that are unseen in the training facts.
std::size_t count_unseen_entities(const Triples& train, const Triples& test) {
  std::vector<std::uint8_t> seen(train.entities.size());
  for (const Triple& t : train.rows) seen[t.head] = seen[t.tail] = 1;
  std::size_t count = 0;
  for (const Triple& t : test.rows)
    for (const Id id : {t.head, t.tail}) count += !std::exchange(seen[id], std::uint8_t{1});
  return count;
}

// Warns if --keep leaves fewer test facts than the requested fraction.
void warn_small_test(Call& call, const Triples& facts, const std::vector<std::uint8_t>& marks,
                     const std::string& strategy) {
  if (!strategy.starts_with("random")) return;
  const double requested = parse_split_strategy(strategy).amount * double(facts.rows.size());
  const auto held_out = std::size_t(std::ranges::count(marks, 1));
  if (double(held_out) < 0.95 * requested - 1)
    call.warn(fmt::format("{} of {} facts are held out, fewer than requested: --keep reserves the others for training",
                          format_count(held_out), format_count(facts.rows.size())));
}

// Leakage rules of all facts, such as inverse and symmetric relations.
Json leakage_rules_json(const Triples& facts) {
  Json rules = Json::array();
  for (const LeakedFacts& rule : leakage_rules(facts.rows))
    rules.push_back({{"relation", facts.relations[rule.relation]},
                     {"implied_by", facts.relations[rule.by]},
                     {"reversed", rule.reversed},
                     {"facts", rule.facts},
                     {"leaked", rule.leaked}});
  return rules;
}

// Reports for each fold the unseen entities and the test facts that leak from training.
void report_folds(Call& call, SplitFolder& folder, const Triples& facts, const std::vector<std::uint8_t>& marks,
                  const std::string& strategy) {
  const bool links = folder.metadata["task"] == "links";
  const std::size_t fold_count = num_folds(strategy);
  std::size_t unseen = 0;
  std::vector<std::string> lines;
  for (std::size_t fold = 0; fold < fold_count; ++fold) {
    const std::vector<std::uint8_t> fold_split = fold_marks(marks, strategy, fold);
    const Triples train = select(facts, fold_split, 0), test = select(facts, fold_split, 1);
    const std::size_t unseen_here = count_unseen_entities(train, test);
    unseen = std::max(unseen, unseen_here);
    Json metadata = {{"unseen_entities", unseen_here}};
    if (!links) {
      const TestLeakage leakage = leakage_from_training(train.rows, test.rows);
      metadata["leaked_from_training"] = leakage.facts;
      if (fold == 0) lines = leakage_lines(leakage, test.rows.size(), facts.relations);
    }
    if (fold_count == 1)
      folder.metadata["test"] = metadata;
    else
      folder.metadata["folds"].push_back(metadata);
  }
  const std::string scope = fold_count == 1 ? "the test set" : "a fold";
  if (unseen > 0)
    call.warn(
        fmt::format("{} {} of {} are unseen in training", format_count(unseen), links ? "nodes" : "entities", scope));
  if (!lines.empty()) lines.back() += "; use --together pair to keep such facts in one part";
  for (const std::string& line : lines) call.warn(line);
}

}  // namespace

void split_graph_call(Call& call, const SplitArgs& args) {
  const bool links = args.task == "links";
  const Triples facts = load_triples(call, args.source, call.options(), graph_of(args.task));
  const std::string strategy =
      args.strategy.empty() ? (facts.has_time() ? "temporal:0.1" : "random:0.1") : args.strategy;
  const std::vector<std::uint8_t> marks = split_triples(facts, {strategy, args.keep, args.together}, args.seed);
  check_folds(strategy, marks);
  SplitFolder folder(call, args, strategy, checksum(facts));
  folder.metadata["keep"] = args.keep;
  folder.metadata["together"] = args.together;
  folder.metadata["has_times"] = facts.has_time();
  for (const SplitPart& part : split_parts(strategy, marks)) {
    const Triples rows = select(facts, part_mask(part, marks), 1);
    write_rows(facts_table(rows, links), folder.file(part));
    folder.add_part(part, rows.rows.size());
  }
  warn_small_test(call, facts, marks, strategy);
  if (!links) folder.metadata["rules"] = leakage_rules_json(facts);
  report_folds(call, folder, facts, marks, strategy);
  folder.finish();
}

}  // namespace kinfold::app
