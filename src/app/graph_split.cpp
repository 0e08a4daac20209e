#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "app/graph_call.h"
#include "app/graph_source.h"
#include "core/error.h"
#include "data/tidy_facts.h"
#include "store/atomic_file.h"

namespace kinfold::app {
namespace {

Sheet sheet_of(const Triples& facts, bool links) {
  std::vector<std::string> heads, relations, tails;
  for (const Triple& t : facts.rows) {
    heads.emplace_back(facts.entities[t.head]);
    relations.emplace_back(facts.relations[t.relation]);
    tails.emplace_back(facts.entities[t.tail]);
  }
  Sheet sheet;
  if (links)
    sheet = {{"source", "target"}, {heads, tails}};
  else
    sheet = {{"head", "relation", "tail"}, {heads, relations, tails}};
  if (!facts.weight.empty()) sheet.names.push_back("weight"), sheet.columns.emplace_back(facts.weight);
  if (facts.has_time()) {
    std::vector<std::string> times;
    for (const double time : facts.time) times.push_back(fmt::format("{}", time));
    sheet.names.push_back("time");
    sheet.columns.emplace_back(std::move(times));
  }
  return sheet;
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

}  // namespace

void split_graph_call(Call& call, const GraphSplit& asked) {
  const bool links = asked.task == "links";
  const Triples facts = load_triples(call, asked.source, call.options(), graph_of(asked.task));
  const std::string by = asked.by.empty() ? (facts.has_time() ? "temporal:0.1" : "random:0.1") : asked.by;
  const std::vector<std::uint8_t> marks = split_facts(facts, by, asked.seed);
  std::error_code error;
  std::filesystem::create_directories(asked.out, error);
  if (error) throw Error("cannot be made: " + error.message(), asked.out, "choose another folder with --out");
  Json about = {{"source", asked.source}, {"checksum", std::to_string(checksum(facts))},
                {"task", asked.task},     {"by", by},
                {"seed", asked.seed},     {"timed", facts.has_time()},
                {"parts", Json::array()}};
  const Triples train = select(facts, marks, 0), test = select(facts, marks, 1);
  for (const auto& [name, part] : {std::pair("train", &train), std::pair("test", &test)}) {
    if (part->rows.empty())
      throw Error(std::string("the split leaves nothing to ") + name, "--by " + by, "give more facts or another share");
    const std::string file = asked.out + "/" + name + "." + asked.format;
    write_sheet(sheet_of(*part, links), file);
    about["parts"].push_back({{"file", file}, {"rows", part->rows.size()}});
    if (!call.json) fmt::print("{:>12} rows  {}\n", grouped(part->rows.size()), file);
  }
  const std::size_t unseen = unseen_names(train, test);
  about["test"] = {{"unseen_entities", unseen}};
  write_file(asked.out + "/split.json", about.dump(2) + "\n");
  if (unseen > 0)
    call.warn(fmt::format("{} {} of the test are unseen in training", grouped(unseen), links ? "nodes" : "entities"));
  if (call.json) return call.answer(about);
  fmt::print("by {}, seed {}; facts in {}/split.json\n", by, asked.seed, asked.out);
}

}  // namespace kinfold::app
