#include "serve/ask.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "serve/cosine.h"

namespace kinfold {
namespace {

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t"), end = text.find_last_not_of(" \t");
  return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

// Parted by commas, or by tabs where there are any: names may hold commas.
std::vector<std::string> parts_of(const std::string& text) {
  const char parting = text.find('\t') == std::string::npos ? ',' : '\t';
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(parting, begin), text.size());
    parts.push_back(trimmed(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return parts;
}

// The best `top` by falling value, equal ones in their order.
template <class T>
void keep_best(std::vector<T>& all, std::size_t top, float T::*value) {
  std::ranges::stable_sort(all, std::greater{}, value);
  if (all.size() > top) all.resize(top);
}

// Where the candidates of an end begin in the entities' rows.
std::size_t first_of(const GraphModel& model, const RelationalScorer& scorer, End end) {
  return scorer.first(model.asked({0, 0, end}).end);
}

// The questions of one end, which all entities meet.
std::vector<std::vector<Answer>> answers_of(const GraphModel& model, const GraphQueries& asked, const Meeting& entities,
                                            std::span<const Question> questions, const KnownFacts& known,
                                            const AskRule& rule, Pool& pool) {
  Table vectors(questions.size(), asked.scorer().widths().query);
  std::vector<std::vector<Id>> left_out(questions.size());
  std::vector<float> constant;
  std::vector<Query> queries;
  for (std::size_t n = 0; n < questions.size(); ++n) {
    constant.push_back(asked.query(questions[n], vectors[Id(n)]));
    const std::span<const Id> shown = known.find(questions[n]);
    if (!rule.known) left_out[n].assign(shown.begin(), shown.end());
    if (!model.loops) left_out[n].push_back(questions[n].entity);
    queries.push_back({vectors[Id(n)], left_out[n]});
  }
  const std::vector<Ranked> ranked = entities.top_k(queries, rule.top, pool);
  std::vector<std::vector<Answer>> answers(questions.size());
  for (std::size_t n = 0; n < questions.size(); ++n)
    for (const Scored& s : ranked[n].best)
      if (s.score != kLeftOut)
        answers[n].push_back({s.id, constant[n] + entities.score(vectors[Id(n)], s.score),
                              std::ranges::binary_search(known.find(questions[n]), s.id)});
  return answers;
}

}  // namespace

std::vector<std::vector<Answer>> ask(const GraphModel& model, std::span<const Question> questions, const AskRule& rule,
                                     Pool& pool) {
  QuestionSet all;
  for (const Question& question : questions) all.insert(question);
  const KnownFacts known = model.known(all, {model.facts});
  const GraphQueries asked(model);
  const RelationalScorer& scorer = asked.scorer();
  std::vector<std::vector<Answer>> answers(questions.size());
  for (const End end : {End::kTail, End::kHead}) {
    std::vector<std::size_t> place;
    std::vector<Question> own;
    for (std::size_t n = 0; n < questions.size(); ++n)
      if (questions[n].end == end) place.push_back(n), own.push_back(questions[n]);
    if (own.empty()) continue;
    const Meeting entities(scorer.similarity(), model.tables.entity, first_of(model, scorer, end),
                           scorer.widths().query);
    std::vector<std::vector<Answer>> of_end = answers_of(model, asked, entities, own, known, rule, pool);
    for (std::size_t n = 0; n < own.size(); ++n) answers[place[n]] = std::move(of_end[n]);
  }
  return answers;
}

Asker::Asker(const GraphModel& model)
    : model_(model),
      asked_(model),
      known_(model.known(model.facts)),
      tails_(asked_.scorer().similarity(), model.tables.entity, first_of(model, asked_.scorer(), End::kTail),
             asked_.scorer().widths().query) {
  const std::size_t first = first_of(model, asked_.scorer(), End::kHead);
  if (first != tails_.first())
    heads_ = std::make_unique<Meeting>(asked_.scorer().similarity(), model.tables.entity, first,
                                       asked_.scorer().widths().query);
}

std::vector<Answer> Asker::operator()(const Question& question, const AskRule& rule, Pool& pool) const {
  const Meeting& entities = question.end == End::kHead && heads_ ? *heads_ : tails_;
  return std::move(answers_of(model_, asked_, entities, {&question, 1}, known_, rule, pool)[0]);
}

std::vector<NearFact> nearest_facts(const GraphModel& model, const Triple& fact, std::size_t top) {
  const Table& rows = model.tables.entity;
  std::vector<NearFact> near;
  if (top == 0) return near;
  for (const Triple& t : model.facts) {
    if (t.relation != fact.relation || t == fact) continue;
    float likeness = cosine(rows, t.head, fact.head) + cosine(rows, t.tail, fact.tail);
    if (model.undirected)
      likeness = std::max(likeness, cosine(rows, t.tail, fact.head) + cosine(rows, t.head, fact.tail));
    near.push_back({t, likeness / 2});
  }
  keep_best(near, top, &NearFact::likeness);
  return near;
}

std::vector<Scored> most_alike(const Table& rows, Id row, std::size_t top) {
  std::vector<Scored> near;
  for (Id other = 0; other < rows.rows(); ++other)
    if (other != row) near.push_back({other, cosine(rows, row, other)});
  keep_best(near, top, &Scored::score);
  return near;
}

Id find_name(const Vocabulary& names, const std::string& name, const std::string& what) {
  if (const std::optional<Id> id = names.find(name)) return *id;
  throw Error("this model knows no " + what + " '" + name + "'", "", known_choices(name, names.closest_to(name)));
}

Question parse_question(const GraphModel& model, const std::string& text) {
  if (model.task == "links") {
    const std::vector<std::string> parts = parts_of(text);
    return {find_name(model.entities, parts.size() == 2 && parts[1] == "?" ? parts[0] : text, "node"), 0, End::kTail};
  }
  const std::vector<std::string> parts = parts_of(text);
  const bool tail = parts.size() == 3 && parts[2] == "?", head = parts.size() == 3 && parts[0] == "?";
  if (tail == head)
    throw UsageError("'" + text + "' is no question", "question",
                     "write \"head, relation, ?\" or \"?, relation, tail\", parted by tabs where names hold commas");
  return {find_name(model.entities, parts[tail ? 0 : 2], "entity"), find_name(model.relations, parts[1], "relation"),
          tail ? End::kTail : End::kHead};
}

}  // namespace kinfold
