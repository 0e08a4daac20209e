#include "core/error.h"
#include "factorization/item_filter.h"
#include "factorization/recommend.h"
#include "server/handlers.h"

namespace kinfold::http {
namespace {

constexpr std::size_t kMaxExplanations = 3, kMaxUnknown = 10;

// Returns the rows of ids. Adds the ids that the model lacks to `unknown`, up to kMaxUnknown.
std::vector<Id> rows_of(const Vocabulary& ids, const std::vector<std::string>& requested,
                        std::vector<std::string>* unknown) {
  std::vector<Id> rows;
  for (const std::string& id : requested)
    if (const auto row = ids.find(id))
      rows.push_back(*row);
    else if (unknown && unknown->size() < kMaxUnknown)
      unknown->push_back(id);
  return rows;
}

ItemFilter filter_of(const RequestContext& context) {
  const Vocabulary& items = context.served().ranker()->model().item_ids;
  ItemFilter filter;
  filter.min_count = context.args.integer("min_count");
  if (context.args.has("candidates")) filter.candidates = rows_of(items, context.args.strings("candidates"), nullptr);
  filter.exclude = rows_of(items, context.args.strings("exclude"), nullptr);
  for (const auto& [kind, value] : context.args.value("where").items()) {
    auto& values = filter.where.emplace_back(kind, std::vector<std::string>()).second;
    if (value.is_string()) values.push_back(value);
    for (const json& one : value.is_array() ? value : json::array()) values.push_back(one);
  }
  return filter;
}

// The user of a recommend request, and the history in it.
struct UserQuery {
  ItemRanking ranking;
  bool folded = false;
  std::optional<Id> user;            // row of a user of the model
  std::vector<UserRating> ratings;   // from the request's history
  std::vector<std::string> unknown;  // items of the history that the model lacks
};

std::vector<UserRating> ratings_of(const RequestContext& context, std::vector<std::string>& unknown) {
  const Vocabulary& items = context.served().ranker()->model().item_ids;
  std::vector<UserRating> ratings;
  for (const json& one : context.args.value("history")) {
    const std::string id = id_of(one.is_object() ? one.at("item") : one);
    const auto value = one.is_object() ? one.value("value", 1.0f) : 1.0f;
    if (const auto item = items.find(id))
      ratings.push_back({*item, value});
    else if (unknown.size() < kMaxUnknown)
      unknown.push_back(id);
  }
  return ratings;
}

std::vector<std::string> features_of(const RequestContext& context) {
  const Vocabulary& known = context.served().ranker()->model().user_side_features.ids;
  std::vector<std::string> features = context.args.strings("features");
  for (const std::string& feature : features)
    if (!known.find(feature))
      throw Problem(400, "unknown user feature '" + feature + "'", "features", known.closest_to(feature));
  return features;
}

UserQuery new_user_query(const RequestContext& context) {
  const ItemRanker& ranker = *context.served().ranker();
  UserQuery user_query;
  user_query.folded = true;
  user_query.ratings = ratings_of(context, user_query.unknown);
  const std::vector<std::string> features = features_of(context);
  if (user_query.ratings.empty() && features.empty())
    throw Problem(404, "the model has none of these items", "history", user_query.unknown);
  user_query.ranking = ranker.ranking(ranker.fold_in()(user_query.ratings, features));
  if (!context.args.boolean("include_seen"))
    for (const UserRating& rating : user_query.ratings) user_query.ranking.excluded.push_back(rating.item);
  return user_query;
}

UserQuery known_user_query(const RequestContext& context, const std::string& id) {
  const ItemRanker& ranker = *context.served().ranker();
  const bool seen = context.args.boolean("include_seen");
  UserQuery user_query;
  user_query.user = ranker.model().user_ids.find(id);
  const auto fresh = context.service.fresh().find(ranker, context.served().generation(), id);
  if (!user_query.user && !fresh) row_of(context.served().sides()[0], id, "user");
  if (!fresh) {
    user_query.ranking = ranker.ranking(*user_query.user, seen);
    return user_query;
  }
  user_query.folded = true;
  user_query.ranking = ranker.ranking(fresh->vector);
  if (seen) return user_query;
  user_query.ranking.excluded = fresh->items;
  if (user_query.user)
    for (const Id item : ranker.history_of(*user_query.user)) user_query.ranking.excluded.push_back(item);
  return user_query;
}

void add_explanation(JsonWriter& out, const RequestContext& context, const UserQuery& user_query, Id item) {
  const Model& model = context.served().ranker()->model();
  const NamedRows& items = context.served().sides()[1];
  out.key("explanations").begin_array();
  const auto similar_items = user_query.user ? explain_by_items(model, *user_query.user, item, kMaxExplanations)
                                             : explain_by_items(model, user_query.ratings, item, kMaxExplanations);
  for (const ScoredId& s : similar_items) {
    out.begin_object();
    add_name(out, items, s.id);
    out.field("similarity", s.score).end_object();
  }
  out.end_array().key("feature_contributions").begin_array();
  for (const ScoredId& s :
       explain_by_features(model, {user_query.ranking.vector, model.rank()}, item, kMaxExplanations))
    out.begin_object().field("feature", model.item_side_features.ids[s.id]).field("contribution", s.score).end_object();
  out.end_array();
}

void add_items(JsonWriter& out, const RequestContext& context, const UserQuery* explain, const ItemRanking& list,
               std::size_t offset) {
  const NamedRows& items = context.served().sides()[1];
  const std::size_t end = std::min(list.best.size(), list.count - 1);  // one more than `top` was ranked
  out.key("items").begin_array();
  for (std::size_t n = offset; n < end; ++n) {
    out.begin_object();
    add_name(out, items, list.best[n].id);
    out.field("score", list.best[n].score);
    if (explain) add_explanation(out, context, *explain, list.best[n].id);
    out.end_object();
  }
  out.end_array();
}

void apply_filter(const RequestContext& context, const ItemFilter& filter, ItemRanking& list) {
  try {
    filter.apply(*context.served().ranker(), list);
  } catch (const Error& error) {
    throw Problem(400, error.problem() + "; " + error.advice(), "where." + error.where());
  }
  list.count = context.args.integer("offset") + context.args.integer("top") + 1;
}

Outcome recommend_to_many(const RequestContext& context) {
  const ItemFilter filter = filter_of(context);
  RankingJob job;
  job.served = context.model.served;
  std::vector<std::string> ids = context.args.strings("users");
  for (const std::string& id : ids) {
    job.ranking.push_back(known_user_query(context, id).ranking);
    apply_filter(context, filter, job.ranking.back());
  }
  job.body = [context, ids = std::move(ids)](const std::vector<ItemRanking>& ranking) {
    JsonWriter out;
    out.begin_object().key("users").begin_array();
    for (std::size_t n = 0; n < ranking.size(); ++n) {
      out.begin_object().field("id", ids[n]);
      add_items(out, context, nullptr, ranking[n], context.args.integer("offset"));
      out.end_object();
    }
    const bool index = std::ranges::any_of(ranking, [](const ItemRanking& list) { return list.by_index; });
    return out.end_array().field("index", index ? "hnsw" : "exact").end_object().take();
  };
  return job;
}

}  // namespace

Outcome recommend(const RequestContext& context) {
  const RequestArgs& args = context.args;
  const bool is_new_user = args.has("history") || args.has("features");
  if (args.has("user") + is_new_user + args.has("users") != 1)
    throw Problem(400, "give exactly one of `user`, `users`, or `history` and `features` of a new user", "user",
                  {"user", "history", "features", "users"});
  if (args.has("users")) return recommend_to_many(context);
  auto user_query = std::make_shared<UserQuery>(is_new_user ? new_user_query(context)
                                                            : known_user_query(context, args.string("user")));
  apply_filter(context, filter_of(context), user_query->ranking);
  RankingJob job;
  job.served = context.model.served;
  job.ranking.push_back(std::move(user_query->ranking));
  user_query->ranking.vector = job.ranking[0].vector;
  const bool explain = args.boolean("explain");
  job.body = [context, user_query, explain](const std::vector<ItemRanking>& ranking) {
    const std::size_t offset = context.args.integer("offset");
    JsonWriter out;
    out.reserve(2048);
    out.begin_object();
    add_items(out, context, explain ? user_query.get() : nullptr, ranking[0], offset);
    out.field("folded_in", user_query->folded).field("index", ranking[0].by_index ? "hnsw" : "exact");
    out.field("offset", offset);
    out.field("more", ranking[0].best.size() >= ranking[0].count);
    if (!user_query->unknown.empty()) out.list("unknown", user_query->unknown);
    return out.end_object().take();
  };
  return job;
}

namespace {

// Uses the folded-in vector if the user has new events.
float predicted_value(const RequestContext& context, const Predictor& predictor, const std::string& user,
                      std::optional<Id> row, Id item, double time) {
  const ItemRanker& ranker = *context.served().ranker();
  const auto fresh = context.service.fresh().find(ranker, context.served().generation(), user);
  if (!fresh || item == kUnseen) return predictor(row.value_or(kUnseen), item, time);
  const Model& model = ranker.model();
  float score = model.offset + fresh->vector.bias + model.items.bias_and_reg[item].bias;
  for (std::size_t k = 0; k < model.rank(); ++k) score += fresh->vector.vector[0][k] * model.items.factors[item][k];
  return predictor.value(score);
}

void add_prediction(JsonWriter& out, const RequestContext& context, const Predictor& predictor, const std::string& user,
                    const std::string& item, double time) {
  const Model& model = context.served().ranker()->model();
  const auto row = model.user_ids.find(user), of_item = model.item_ids.find(item);
  out.begin_object().field("user", user).field("item", item);
  out.field("value", predicted_value(context, predictor, user, row, of_item.value_or(kUnseen), time));
  out.field("user_known", row && model.user_is_known(*row));
  out.field("item_known", of_item && model.item_is_known(*of_item)).end_object();
}

}  // namespace

Outcome predict(const RequestContext& context) {
  const RequestArgs& args = context.args;
  const bool single = args.has("user") && args.has("item");
  if (single == args.has("pairs"))
    throw Problem(400, "give either `user` and `item`, or `pairs`", "pairs", {"user", "item", "pairs"});
  const Predictor predictor(context.served().ranker()->model());
  JsonWriter out;
  out.begin_object().key("predictions").begin_array();
  if (single)
    add_prediction(out, context, predictor, args.string("user"), args.string("item"), args.number("time", NAN));
  for (const json& pair : args.value("pairs"))
    add_prediction(out, context, predictor, id_of(pair.at("user")), id_of(pair.at("item")), pair.value("time", NAN));
  return Response::json(out.end_array().end_object().take());
}

}  // namespace kinfold::http
