#include "evaluate/graph_report.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "evaluate/link_pairs.h"

namespace kinfold {
namespace {

bool known_to(const GraphModel& model, const Triple& t) {
  return t.head < model.entities.size() && t.tail < model.entities.size() && t.relation < model.relations.size();
}

std::vector<std::string> metric_names(const std::vector<std::size_t>& ks) {
  std::vector<std::string> names;
  for (const std::string before : {"", "raw_"}) {
    names.push_back(before + "mrr");
    for (const std::size_t k : ks) names.push_back(before + "hits@" + std::to_string(k));
    names.push_back(before + "mean_rank");
  }
  return names;
}

void add_metrics(double rank, const std::vector<std::size_t>& ks, std::vector<double>& values) {
  values.push_back(1 / rank);
  for (const std::size_t k : ks) values.push_back(rank <= double(k));
  values.push_back(rank);
}

// Facts and the ends of each that count.
struct Chosen {
  std::vector<std::size_t> facts;
  std::vector<End> ends = {End::kTail, End::kHead};
};

GraphPart part_of(const std::string& name, const Chosen& chosen, const std::vector<FactRanks>& ranks,
                  const GraphRule& rule, Pool& pool) {
  const std::vector<std::string> names = metric_names(rule.ks);
  std::vector<double> values;
  for (const std::size_t n : chosen.facts) {
    std::vector<double> sums(names.size());
    for (const End end : chosen.ends) {
      std::vector<double> of_end;
      const Rank& rank = ranks[n][std::size_t(end)];
      add_metrics(rank.filtered, rule.ks, of_end);
      add_metrics(rank.raw, rule.ks, of_end);
      for (std::size_t m = 0; m < sums.size(); ++m) sums[m] += of_end[m] / double(chosen.ends.size());
    }
    values.insert(values.end(), sums.begin(), sums.end());
  }
  GraphPart part{name, chosen.facts.size(), {}};
  if (chosen.facts.empty()) return part;
  const std::vector<Metric> metrics = mean_intervals(values, names.size(), rule.resamples, rule.seed, pool);
  for (std::size_t m = 0; m < names.size(); ++m) part.metrics[names[m]] = metrics[m];
  return part;
}

void count(GraphReport& report, const GraphModel& model, const Triples& test, const std::vector<Triple>& rows,
           const KnownFacts& learned) {
  std::set<Id> entities, unseen, relations;
  for (std::size_t n = 0; n < rows.size(); ++n) {
    const Triple &own = test.rows[n], &t = rows[n];
    entities.insert({own.head, own.tail});
    if (t.head == kUnseen) unseen.insert(own.head);
    if (t.tail == kUnseen) unseen.insert(own.tail);
    if (t.relation == kUnseen) relations.insert(own.relation);
    report.unseen_facts += !known_to(model, t);
    report.repeated += known_to(model, t) && learned.contains(t);
  }
  report.facts = rows.size();
  report.entities = entities.size();
  report.unseen_entities = unseen.size();
  report.unseen_relations = relations.size();
}

// Of each relation how many questions of an end it has.
std::vector<double> count_questions(std::span<const Triple> facts, std::size_t relations, End end) {
  std::vector<std::uint64_t> asked;
  for (const Triple& t : facts) asked.push_back(std::uint64_t(t.relation) << 32 | question_of(t, end).entity);
  std::ranges::sort(asked);
  asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
  std::vector<double> count(relations);
  for (const std::uint64_t one : asked) ++count[one >> 32];
  return count;
}

}  // namespace

std::vector<std::string> graph_metric_names(const std::vector<std::size_t>& ks) {
  std::vector<std::string> names = metric_names(ks);
  names.insert(names.end(), {"auc", "average_precision"});
  return names;
}

std::vector<std::string> relation_categories(std::span<const Triple> facts, std::size_t relations) {
  const std::vector<double> heads = count_questions(facts, relations, End::kTail),
                            tails = count_questions(facts, relations, End::kHead);
  std::vector<double> rows(relations);
  for (const Triple& t : facts) ++rows[t.relation];
  std::vector<std::string> result;
  for (std::size_t r = 0; r < relations; ++r)
    result.push_back(std::string(rows[r] > 1.5 * tails[r] ? "n" : "1") + "-" + (rows[r] > 1.5 * heads[r] ? "n" : "1"));
  return result;
}

GraphReport evaluate_graph(const GraphModel& model, const Triples& test, const std::vector<const Triples*>& others,
                           const GraphRule& rule, Pool& pool) {
  GraphReport report;
  const std::vector<Triple> rows = translate(test, model.entities, model.relations);
  Chosen all, known;
  std::vector<Triple> judged, told;
  for (std::size_t n = 0; n < rows.size(); ++n) {
    all.facts.push_back(n);
    if (!known_to(model, rows[n])) continue;
    known.facts.push_back(n);
    judged.push_back(rows[n]);
  }
  for (const Triples* facts : others)
    for (const Triple& t : translate(*facts, model.entities, model.relations))
      if (known_to(model, t)) told.push_back(t);
  const QuestionSet asked(judged);
  count(report, model, test, rows, model.known(asked, {model.facts}));
  if (model.task == "triples") report.told = told_by_training(model.facts, rows);
  const std::initializer_list<std::span<const Triple>> right = {model.facts, model.validated, told, judged};
  const KnownFacts filter = model.known(asked, right);
  const double middle = (double(model.entities.size()) + 1) / 2;
  std::vector<FactRanks> ranks(rows.size(), FactRanks{Rank{middle, middle}, Rank{middle, middle}});
  const std::vector<FactRanks> found = rank_facts(model, judged, filter, pool);
  for (std::size_t n = 0; n < judged.size(); ++n) ranks[known.facts[n]] = found[n];

  report.all = part_of("all", all, ranks, rule, pool);
  report.known = part_of("known", known, ranks, rule, pool);
  if (model.task == "links") {
    add_pair_metrics(model, judged, right, rule, report.known, pool);
    return report;
  }
  report.parts.push_back(part_of("tails", {known.facts, {End::kTail}}, ranks, rule, pool));
  report.parts.push_back(part_of("heads", {known.facts, {End::kHead}}, ranks, rule, pool));
  const std::vector<std::string> categories = relation_categories(model.facts, model.relations.size());
  std::map<std::string, Chosen> by_category;
  std::map<Id, Chosen> by_relation;
  for (const std::size_t n : known.facts) {
    by_category[categories[rows[n].relation]].facts.push_back(n);
    by_relation[rows[n].relation].facts.push_back(n);
  }
  for (const auto& [name, chosen] : by_category) report.parts.push_back(part_of(name, chosen, ranks, rule, pool));
  for (const auto& [relation, chosen] : by_relation)
    report.relations.push_back(part_of(std::string(model.relations[relation]), chosen, ranks, rule, pool));
  std::ranges::stable_sort(report.relations, std::greater{}, &GraphPart::facts);
  return report;
}

}  // namespace kinfold
