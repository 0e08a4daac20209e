#include "kg/graph_evaluation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "kg/link_pairs.h"

namespace kinfold {
namespace {

bool is_seen(const GraphModel& model, const Triple& t) {
  return t.head < model.entities.size() && t.tail < model.entities.size() && t.relation < model.relations.size();
}

std::vector<std::string> metric_names(const std::vector<std::size_t>& ks) {
  std::vector<std::string> names;
  for (const std::string prefix : {"", "raw_"}) {
    names.push_back(prefix + "mrr");
    for (const std::size_t k : ks) names.push_back(prefix + "hits@" + std::to_string(k));
    names.push_back(prefix + "mean_rank");
  }
  return names;
}

void add_metrics(double rank, const std::vector<std::size_t>& ks, std::vector<double>& values) {
  values.push_back(1 / rank);
  for (const std::size_t k : ks) values.push_back(rank <= double(k));
  values.push_back(rank);
}

// The facts of a part of the report, and the ends whose ranks count.
struct FactSelection {
  std::vector<std::size_t> facts;
  std::vector<TripleEnd> ends = {TripleEnd::kTail, TripleEnd::kHead};
};

GraphMetrics compute_metrics(const std::string& name, const FactSelection& selection,
                             const std::vector<FactRanks>& ranks, const GraphEvaluationOptions& options, Pool& pool) {
  const std::vector<std::string> names = metric_names(options.ks);
  std::vector<double> values;
  for (const std::size_t n : selection.facts) {
    std::vector<double> sums(names.size());
    for (const TripleEnd end : selection.ends) {
      std::vector<double> of_end;
      const EntityRank& rank = ranks[n][std::size_t(end)];
      add_metrics(rank.filtered, options.ks, of_end);
      add_metrics(rank.raw, options.ks, of_end);
      for (std::size_t m = 0; m < sums.size(); ++m) sums[m] += of_end[m] / double(selection.ends.size());
    }
    values.insert(values.end(), sums.begin(), sums.end());
  }
  GraphMetrics part{name, selection.facts.size(), {}};
  if (selection.facts.empty()) return part;
  const std::vector<Metric> metrics = mean_intervals(values, names.size(), options.resamples, options.seed, pool);
  for (std::size_t m = 0; m < names.size(); ++m) part.metrics[names[m]] = metrics[m];
  return part;
}

void count_test_facts(GraphReport& report, const GraphModel& model, const Triples& test,
                      const std::vector<Triple>& rows, const FilterIndex& training_facts) {
  std::set<Id> entities, unseen, relations;
  for (std::size_t n = 0; n < rows.size(); ++n) {
    const Triple &test_row = test.rows[n], &t = rows[n];
    entities.insert({test_row.head, test_row.tail});
    if (t.head == kUnseen) unseen.insert(test_row.head);
    if (t.tail == kUnseen) unseen.insert(test_row.tail);
    if (t.relation == kUnseen) relations.insert(test_row.relation);
    report.unseen_facts += !is_seen(model, t);
    report.repeated += is_seen(model, t) && training_facts.contains(t);
  }
  report.facts = rows.size();
  report.entities = entities.size();
  report.unseen_entities = unseen.size();
  report.unseen_relations = relations.size();
}

// The number of distinct queries of an end for each relation.
std::vector<double> count_queries(std::span<const Triple> facts, std::size_t relations, TripleEnd end) {
  std::vector<std::uint64_t> queries;
  for (const Triple& t : facts) queries.push_back(std::uint64_t(t.relation) << 32 | query_of(t, end).entity);
  std::ranges::sort(queries);
  queries.erase(std::unique(queries.begin(), queries.end()), queries.end());
  std::vector<double> count(relations);
  for (const std::uint64_t key : queries) ++count[key >> 32];
  return count;
}

}  // namespace

std::vector<std::string> graph_metric_names(const std::vector<std::size_t>& ks) {
  std::vector<std::string> names = metric_names(ks);
  names.insert(names.end(), {"auc", "average_precision"});
  return names;
}

std::vector<std::string> relation_categories(std::span<const Triple> facts, std::size_t relations) {
  const std::vector<double> heads = count_queries(facts, relations, TripleEnd::kTail),
                            tails = count_queries(facts, relations, TripleEnd::kHead);
  std::vector<double> rows(relations);
  for (const Triple& t : facts) ++rows[t.relation];
  std::vector<std::string> result;
  for (std::size_t r = 0; r < relations; ++r)
    result.push_back(std::string(rows[r] > 1.5 * tails[r] ? "n" : "1") + "-" + (rows[r] > 1.5 * heads[r] ? "n" : "1"));
  return result;
}

GraphReport evaluate_graph(const GraphModel& model, const Triples& test, const std::vector<const Triples*>& others,
                           const GraphEvaluationOptions& options, Pool& pool) {
  GraphReport report;
  const std::vector<Triple> rows = translate(test, model.entities, model.relations);
  FactSelection all, seen;
  std::vector<Triple> seen_facts, other_facts;
  for (std::size_t n = 0; n < rows.size(); ++n) {
    all.facts.push_back(n);
    if (!is_seen(model, rows[n])) continue;
    seen.facts.push_back(n);
    seen_facts.push_back(rows[n]);
  }
  for (const Triples* facts : others)
    for (const Triple& t : translate(*facts, model.entities, model.relations))
      if (is_seen(model, t)) other_facts.push_back(t);
  const QuerySet queries(seen_facts);
  count_test_facts(report, model, test, rows, model.filter_index(queries, {model.facts}));
  if (model.task == "triples") report.leakage = leakage_from_training(model.facts, rows);
  const std::initializer_list<std::span<const Triple>> filter_facts = {model.facts, model.validation_rows, other_facts,
                                                                       seen_facts};
  const FilterIndex filter = model.filter_index(queries, filter_facts);
  const double middle_rank = (double(model.entities.size()) + 1) / 2;
  std::vector<FactRanks> ranks(rows.size(),
                               FactRanks{EntityRank{middle_rank, middle_rank}, EntityRank{middle_rank, middle_rank}});
  const std::vector<FactRanks> seen_ranks = rank_facts(model, seen_facts, filter, pool);
  for (std::size_t n = 0; n < seen_facts.size(); ++n) ranks[seen.facts[n]] = seen_ranks[n];

  report.all = compute_metrics("all", all, ranks, options, pool);
  report.seen = compute_metrics("known", seen, ranks, options, pool);
  if (model.task == "links") {
    add_pair_metrics(model, seen_facts, filter_facts, options, report.seen, pool);
    return report;
  }
  report.parts.push_back(compute_metrics("tails", {seen.facts, {TripleEnd::kTail}}, ranks, options, pool));
  report.parts.push_back(compute_metrics("heads", {seen.facts, {TripleEnd::kHead}}, ranks, options, pool));
  const std::vector<std::string> categories = relation_categories(model.facts, model.relations.size());
  std::map<std::string, FactSelection> by_category;
  std::map<Id, FactSelection> by_relation;
  for (const std::size_t n : seen.facts) {
    by_category[categories[rows[n].relation]].facts.push_back(n);
    by_relation[rows[n].relation].facts.push_back(n);
  }
  for (const auto& [name, selection] : by_category)
    report.parts.push_back(compute_metrics(name, selection, ranks, options, pool));
  for (const auto& [relation, selection] : by_relation)
    report.relations.push_back(
        compute_metrics(std::string(model.relations[relation]), selection, ranks, options, pool));
  std::ranges::stable_sort(report.relations, std::greater{}, &GraphMetrics::facts);
  return report;
}

}  // namespace kinfold
