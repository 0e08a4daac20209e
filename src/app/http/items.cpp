#include "app/http/answers.h"
#include "core/error.h"
#include "serve/item_filter.h"
#include "serve/recommend.h"

namespace kinfold::http {
namespace {

constexpr std::size_t kReasons = 3, kTold = 10;

// Rows of ids; those that the model lacks are set apart.
std::vector<Id> rows_of(const Vocabulary& ids, const std::vector<std::string>& asked,
                        std::vector<std::string>* unknown) {
  std::vector<Id> rows;
  for (const std::string& id : asked)
    if (const auto row = ids.find(id))
      rows.push_back(*row);
    else if (unknown && unknown->size() < kTold)
      unknown->push_back(id);
  return rows;
}

ItemFilter filter_of(const Asking& asking) {
  const Vocabulary& items = asking.served().ranker()->model().item_ids;
  ItemFilter filter;
  filter.least = asking.words.whole("least");
  if (asking.words.has("only")) filter.only = rows_of(items, asking.words.texts("only"), nullptr);
  filter.exclude = rows_of(items, asking.words.texts("exclude"), nullptr);
  for (const auto& [kind, value] : asking.words.value("where").items()) {
    auto& values = filter.where.emplace_back(kind, std::vector<std::string>()).second;
    if (value.is_string()) values.push_back(value);
    for (const json& one : value.is_array() ? value : json::array()) values.push_back(one);
  }
  return filter;
}

// Who is asked for, and what he brings.
struct Person {
  Wanted wanted;
  bool folded = false;
  std::optional<Id> user;            // of the model
  std::vector<Taste> tastes;         // that he brought along
  std::vector<std::string> unknown;  // items of these that the model lacks
};

std::vector<Taste> tastes_of(const Asking& asking, std::vector<std::string>& unknown) {
  const Vocabulary& items = asking.served().ranker()->model().item_ids;
  std::vector<Taste> tastes;
  for (const json& one : asking.words.value("history")) {
    const std::string id = id_of(one.is_object() ? one.at("item") : one);
    const auto value = one.is_object() ? one.value("value", 1.0f) : 1.0f;
    if (const auto item = items.find(id))
      tastes.push_back({*item, value});
    else if (unknown.size() < kTold)
      unknown.push_back(id);
  }
  return tastes;
}

std::vector<std::string> traits_of(const Asking& asking) {
  const Vocabulary& known = asking.served().ranker()->model().user_traits.ids;
  std::vector<std::string> traits = asking.words.texts("traits");
  for (const std::string& trait : traits)
    if (!known.find(trait))
      throw Problem(400, "users of this model have no trait '" + trait + "'", "traits", known.closest_to(trait));
  return traits;
}

Person newcomer(const Asking& asking) {
  const ItemRanker& ranker = *asking.served().ranker();
  Person person;
  person.folded = true;
  person.tastes = tastes_of(asking, person.unknown);
  const std::vector<std::string> traits = traits_of(asking);
  if (person.tastes.empty() && traits.empty())
    throw Problem(404, "none of these items is in this model", "history", person.unknown);
  person.wanted = ranker.wanted(ranker.fold_in()(person.tastes, traits));
  if (!asking.words.flag("include_seen"))
    for (const Taste& taste : person.tastes) person.wanted.left_out.push_back(taste.item);
  return person;
}

Person known_person(const Asking& asking, const std::string& id) {
  const ItemRanker& ranker = *asking.served().ranker();
  const bool seen = asking.words.flag("include_seen");
  Person person;
  person.user = ranker.model().user_ids.find(id);
  const auto fresh = asking.service.fresh().find(ranker, asking.served().generation(), id);
  if (!person.user && !fresh) row_of(asking.served().sides()[0], id, "user");
  if (!fresh) {
    person.wanted = ranker.wanted(*person.user, seen);
    return person;
  }
  person.folded = true;
  person.wanted = ranker.wanted(fresh->vector);
  if (seen) return person;
  person.wanted.left_out = fresh->items;
  if (person.user)
    for (const Id item : ranker.history_of(*person.user)) person.wanted.left_out.push_back(item);
  return person;
}

void add_reasons(JsonText& out, const Asking& asking, const Person& person, Id item) {
  const Model& model = asking.served().ranker()->model();
  const NamedRows& items = asking.served().sides()[1];
  out.key("because").begin_array();
  const auto alike =
      person.user ? reasons(model, *person.user, item, kReasons) : reasons(model, person.tastes, item, kReasons);
  for (const Scored& s : alike) {
    out.begin_object();
    add_name(out, items, s.id);
    out.field("likeness", s.score).end_object();
  }
  out.end_array().key("features").begin_array();
  for (const Scored& s : feature_reasons(model, {person.wanted.vector, model.rank()}, item, kReasons))
    out.begin_object().field("trait", model.item_traits.ids[s.id]).field("adds", s.score).end_object();
  out.end_array();
}

void add_items(JsonText& out, const Asking& asking, const Person* why, const Wanted& list, std::size_t offset) {
  const NamedRows& items = asking.served().sides()[1];
  const std::size_t end = std::min(list.best.size(), list.count - 1);  // one more was asked for
  out.key("items").begin_array();
  for (std::size_t n = offset; n < end; ++n) {
    out.begin_object();
    add_name(out, items, list.best[n].id);
    out.field("score", list.best[n].score);
    if (why) add_reasons(out, asking, *why, list.best[n].id);
    out.end_object();
  }
  out.end_array();
}

void limit(const Asking& asking, const ItemFilter& filter, Wanted& list) {
  try {
    filter.apply(*asking.served().ranker(), list);
  } catch (const Error& error) {
    throw Problem(400, error.problem() + "; " + error.advice(), "where." + error.where());
  }
  list.count = asking.words.whole("offset") + asking.words.whole("top") + 1;
}

Outcome recommend_to_many(const Asking& asking) {
  const ItemFilter filter = filter_of(asking);
  Lists lists;
  lists.served = asking.model.served;
  std::vector<std::string> ids = asking.words.texts("users");
  for (const std::string& id : ids) {
    lists.wanted.push_back(known_person(asking, id).wanted);
    limit(asking, filter, lists.wanted.back());
  }
  lists.body = [asking, ids = std::move(ids)](const std::vector<Wanted>& wanted) {
    JsonText out;
    out.begin_object().key("users").begin_array();
    for (std::size_t n = 0; n < wanted.size(); ++n) {
      out.begin_object().field("id", ids[n]);
      add_items(out, asking, nullptr, wanted[n], asking.words.whole("offset"));
      out.end_object();
    }
    const bool index = std::ranges::any_of(wanted, [](const Wanted& list) { return list.by_index; });
    return out.end_array().field("index", index ? "hnsw" : "exact").end_object().take();
  };
  return lists;
}

}  // namespace

Outcome recommend(const Asking& asking) {
  const Asked& words = asking.words;
  const bool stranger = words.has("history") || words.has("traits");
  if (words.has("user") + stranger + words.has("users") != 1)
    throw Problem(400, "give one of these: a user, a history or traits of someone new, or a list of users", "user",
                  {"user", "history", "traits", "users"});
  if (words.has("users")) return recommend_to_many(asking);
  auto person = std::make_shared<Person>(stranger ? newcomer(asking) : known_person(asking, words.text("user")));
  limit(asking, filter_of(asking), person->wanted);
  Lists lists;
  lists.served = asking.model.served;
  lists.wanted.push_back(std::move(person->wanted));
  person->wanted.vector = lists.wanted[0].vector;
  const bool why = words.flag("why");
  lists.body = [asking, person, why](const std::vector<Wanted>& wanted) {
    const std::size_t offset = asking.words.whole("offset");
    JsonText out;
    out.reserve(2048);
    out.begin_object();
    add_items(out, asking, why ? person.get() : nullptr, wanted[0], offset);
    out.field("folded_in", person->folded).field("index", wanted[0].by_index ? "hnsw" : "exact");
    out.field("offset", offset);
    out.field("more", wanted[0].best.size() >= wanted[0].count);
    if (!person->unknown.empty()) out.list("unknown", person->unknown);
    return out.end_object().take();
  };
  return lists;
}

namespace {

// A pair with a user who brought something new is predicted by the vector that takes it in.
float predicted(const Asking& asking, const Predictor& predictor, const std::string& user, std::optional<Id> row,
                Id item, double time) {
  const ItemRanker& ranker = *asking.served().ranker();
  const auto fresh = asking.service.fresh().find(ranker, asking.served().generation(), user);
  if (!fresh || item == kUnseen) return predictor(row.value_or(kUnseen), item, time);
  const Model& model = ranker.model();
  float score = model.offset + fresh->vector.bias + model.items.heads[item].bias;
  for (std::size_t k = 0; k < model.rank(); ++k) score += fresh->vector.vector[0][k] * model.items.factors[item][k];
  return predictor.value(score);
}

void add_prediction(JsonText& out, const Asking& asking, const Predictor& predictor, const std::string& user,
                    const std::string& item, double time) {
  const Model& model = asking.served().ranker()->model();
  const auto row = model.user_ids.find(user), of_item = model.item_ids.find(item);
  out.begin_object().field("user", user).field("item", item);
  out.field("value", predicted(asking, predictor, user, row, of_item.value_or(kUnseen), time));
  out.field("user_known", row && model.user_is_known(*row));
  out.field("item_known", of_item && model.item_is_known(*of_item)).end_object();
}

}  // namespace

Outcome predict(const Asking& asking) {
  const Asked& words = asking.words;
  const bool one = words.has("user") && words.has("item");
  if (one == words.has("pairs"))
    throw Problem(400, "give a user and an item, or a list of pairs", "pairs", {"user", "item", "pairs"});
  const Predictor predictor(asking.served().ranker()->model());
  JsonText out;
  out.begin_object().key("predictions").begin_array();
  if (one) add_prediction(out, asking, predictor, words.text("user"), words.text("item"), words.number("time", NAN));
  for (const json& pair : words.value("pairs"))
    add_prediction(out, asking, predictor, id_of(pair.at("user")), id_of(pair.at("item")), pair.value("time", NAN));
  return Reply::json(out.end_array().end_object().take());
}

}  // namespace kinfold::http
