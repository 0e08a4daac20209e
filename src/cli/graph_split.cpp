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

OutputTable sheet_of(const Triples& facts, bool links) {
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

// Names of withheld facts that the others do not show.
std::size_t unseen_names(const Triples& train, const Triples& test) {
  std::vector<std::uint8_t> seen(train.entities.size());
  for (const Triple& t : train.rows) seen[t.head] = seen[t.tail] = 1;
  std::size_t count = 0;
  for (const Triple& t : test.rows)
    for (const Id id : {t.head, t.tail}) count += !std::exchange(seen[id], std::uint8_t{1});
  return count;
}

// Where names or a forest cannot give as many as were asked for.
void tell_shares(Call& call, const Triples& facts, const std::vector<std::uint8_t>& marks, const std::string& by) {
  if (!by.starts_with("random")) return;
  const double wanted = parse_split_strategy(by).amount * double(facts.rows.size());
  const auto held_out = std::size_t(std::ranges::count(marks, 1));
  if (double(held_out) < 0.95 * wanted - 1)
    call.warn(fmt::format("{} of {} facts are withheld, fewer than asked for: the others keep what --keep names",
                          grouped(held_out), grouped(facts.rows.size())));
}

// Relations that others tell, such as inverses: of all facts, wherever they come to lie.
Json rules_of(const Triples& facts) {
  Json rules = Json::array();
  for (const LeakedFacts& rule : leakage_rules(facts.rows))
    rules.push_back({{"relation", facts.relations[rule.relation]},
                     {"by", facts.relations[rule.by]},
                     {"reversed", rule.reversed},
                     {"facts", rule.facts},
                     {"told", rule.leaked}});
  return rules;
}

// Of each round the names that training lacks, and the facts that it tells by others.
void tell_rounds(Call& call, SplitFolder& folder, const Triples& facts, const std::vector<std::uint8_t>& marks,
                 const std::string& by) {
  const bool links = folder.about["task"] == "links";
  const std::size_t rounds = num_folds(by);
  std::size_t unseen = 0;
  std::vector<std::string> lines;
  for (std::size_t round = 0; round < rounds; ++round) {
    const std::vector<std::uint8_t> own = fold_marks(marks, by, round);
    const Triples train = select(facts, own, 0), test = select(facts, own, 1);
    const std::size_t here = unseen_names(train, test);
    unseen = std::max(unseen, here);
    Json about = {{"unseen_entities", here}};
    if (!links) {
      const TestLeakage found = leakage_from_training(train.rows, test.rows);
      about["told_by_training"] = found.facts;
      if (round == 0) lines = told_lines(found, test.rows.size(), facts.relations);
    }
    if (rounds == 1)
      folder.about["test"] = about;
    else
      folder.about["folds"].push_back(about);
  }
  const std::string of = rounds == 1 ? "the test" : "a fold";
  if (unseen > 0)
    call.warn(fmt::format("{} {} of {} are unseen in training", grouped(unseen), links ? "nodes" : "entities", of));
  if (!lines.empty()) lines.back() += "; --together pair withholds none of them alone";
  for (const std::string& line : lines) call.warn(line);
}

}  // namespace

void split_graph_call(Call& call, const SplitAsked& asked) {
  const bool links = asked.task == "links";
  const Triples facts = load_triples(call, asked.source, call.options(), graph_of(asked.task));
  const std::string by = asked.by.empty() ? (facts.has_time() ? "temporal:0.1" : "random:0.1") : asked.by;
  const std::vector<std::uint8_t> marks = split_triples(facts, {by, asked.keep, asked.together}, asked.seed);
  check_rounds(by, marks);
  SplitFolder folder(call, asked, by, checksum(facts));
  folder.about["keep"] = asked.keep;
  folder.about["together"] = asked.together;
  folder.about["timed"] = facts.has_time();
  for (const Part& part : parts_of(by, marks)) {
    const Triples rows = select(facts, marks_of(part, marks), 1);
    write_rows(sheet_of(rows, links), folder.file(part));
    folder.wrote(part, rows.rows.size());
  }
  tell_shares(call, facts, marks, by);
  if (!links) folder.about["rules"] = rules_of(facts);
  tell_rounds(call, folder, facts, marks, by);
  folder.finish();
}

}  // namespace kinfold::app
