#include "factorization/recommend.h"

#include <fmt/format.h>

#include <numeric>

#include "cli/graph_call.h"
#include "cli/recommendation_writer.h"
#include "core/error.h"
#include "factorization/model_file.h"
#include "kg/graph_file.h"

namespace kinfold::app {
namespace {

struct RecommendArgs {
  std::string model, source, candidates, exclude, out, history, features;
  std::vector<std::string> ids;
  std::size_t top = 10, min_count = 0;
  bool all = false, include_seen = false, explain = false;
};

constexpr std::size_t kUserBatch = 4096;

// Counts ids that the model does not have, and keeps the first three for a warning.
struct UnknownIdList {
  std::size_t count = 0;
  std::vector<std::string> first;
  void add(const std::string& id) {
    if (++count <= 3) first.push_back(id);
  }
  std::string text() const { return join(first) + (count > first.size() ? ", ..." : ""); }
};

std::vector<Id> indices_of(const std::vector<std::string>& ids, const Vocabulary& vocabulary, UnknownIdList& unknown) {
  std::vector<Id> rows;
  std::vector<std::uint8_t> is_taken(vocabulary.size());
  for (const std::string& id : ids) {
    const auto row = vocabulary.find(id);
    if (!row)
      unknown.add(id);
    else if (!std::exchange(is_taken[*row], 1))
      rows.push_back(*row);
  }
  return rows;
}

std::vector<Id> selected_users(Call& call, const Model& model, const RecommendArgs& args) {
  if (args.all) {
    std::vector<Id> users(model.user_ids.size());
    std::iota(users.begin(), users.end(), 0u);
    return users;
  }
  if (args.ids.size() == 1) return {find_id(model, "user", args.ids[0])};
  const auto ids = args.source.empty() ? args.ids : load_ids(args.source, call.options());
  UnknownIdList unknown;
  std::vector<Id> users = indices_of(ids, model.user_ids, unknown);
  if (users.empty())
    throw Error("none of the users is in the model", args.source.empty() ? "--user" : args.source,
                fmt::format("the model has {} users, such as {}", model.user_ids.size(), model.user_ids[0]));
  if (unknown.count > 0)
    call.warn(fmt::format("{} of {} users are skipped because they are not in the model: {}",
                          format_count(unknown.count), format_count(ids.size()), unknown.text()));
  return users;
}

// Marks the items that a source lists with 1.
std::vector<std::uint8_t> listed_items(Call& call, const Model& model, const std::string& source) {
  UnknownIdList unknown;
  const auto ids = load_ids(source, call.options());
  std::vector<std::uint8_t> listed(model.item_ids.size());
  for (const Id item : indices_of(ids, model.item_ids, unknown)) listed[item] = 1;
  if (unknown.count > 0)
    call.warn(fmt::format("{} of {} ids of {} are not items of the model: {}", format_count(unknown.count),
                          format_count(ids.size()), source, unknown.text()));
  return listed;
}

// Marks the items that --candidates and --exclude allow with 1; empty if all items are allowed.
std::vector<std::uint8_t> allowed_items(Call& call, const Model& model, const RecommendArgs& args) {
  std::vector<std::uint8_t> allowed;
  if (!args.candidates.empty()) allowed = listed_items(call, model, args.candidates);
  if (args.exclude.empty()) return allowed;
  allowed.resize(model.item_ids.size(), 1);
  const auto excluded = listed_items(call, model, args.exclude);
  for (Id item = 0; item < allowed.size(); ++item) allowed[item] &= !excluded[item];
  return allowed;
}

void check_recommend_options(const RecommendArgs& args) {
  const std::string see = "see kinfold help recommend";
  const bool is_new_user = !args.history.empty() || !args.features.empty();
  const int num_ways = !args.ids.empty() + !args.source.empty() + args.all + is_new_user;
  if (num_ways == 0)
    throw UsageError("--user is required, or --users, --all, --history or --features", "command line", see);
  if (num_ways > 1)
    throw UsageError("the options name users in two ways", "command line",
                     "use one of --user, --users and --all, or for a new user --history and --features");
  if (is_new_user && (args.explain || !args.out.empty()))
    throw UsageError("--explain and --out do not apply to a new user", "--history", "remove --explain and --out");
  if (args.explain && !args.out.empty())
    throw UsageError("--explain does not write to a file", "--explain",
                     "remove --out; --json contains the explanations");
}

void warn_empty_lists(Call& call, const Model& model, const std::vector<Id>& empty) {
  if (empty.empty()) return;
  const std::string user(model.user_ids[empty[0]]);
  if (empty.size() == 1)
    return call.warn(fmt::format("the list of user {} is empty: the user has seen all allowed items", user));
  call.warn(fmt::format("the lists of {} users, such as {}, are empty: they have seen all allowed items",
                        format_count(empty.size()), user));
}

// The items of --history that are in the model, with their values unless the task is likes.
std::vector<UserRating> user_ratings_of(Call& call, const Model& model, const std::string& source) {
  UnknownIdList unknown;
  std::vector<UserRating> user_ratings;
  const bool has_values = model.task != "likes";
  for (const auto& [id, value] : load_user_ratings(source, call.options(), has_values)) {
    const auto item = model.item_ids.find(id);
    if (!item)
      unknown.add(id);
    else
      user_ratings.push_back({*item, value});
  }
  if (unknown.count > 0)
    call.warn(fmt::format("{} items of {} are skipped because they are not in the model: {}",
                          format_count(unknown.count), source, unknown.text()));
  if (user_ratings.empty())
    throw Error("none of its items is in the model", source,
                "the first column must be the item" + std::string(has_values ? " and the second the value" : ""));
  return user_ratings;
}

// Recommends to a user who is not in the model, by fold-in from a history and from features such as gender=F,age=25.
void recommend_to_new_user(Call& call, const Model& model, const RecommendArgs& args) {
  std::vector<std::string> feature_list;
  for (std::size_t begin = 0; begin < args.features.size();) {
    const std::size_t end = std::min(args.features.find(',', begin), args.features.size());
    feature_list.push_back(args.features.substr(begin, end - begin));
    if (!model.user_side_features.ids.find(feature_list.back()))
      throw Error("the model has no user feature '" + feature_list.back() + "'", "--features",
                  model.user_side_features.empty()
                      ? "train it with --user-features"
                      : "known features include " +
                            std::string(model.user_side_features.ids[Id(model.user_side_features.ids.size() - 1)]));
    begin = end + 1;
  }
  const std::vector<UserRating> user_ratings =
      args.history.empty() ? std::vector<UserRating>() : user_ratings_of(call, model, args.history);
  std::vector<Id> seen;
  for (const UserRating& rating : user_ratings) seen.push_back(rating.item);
  const Recommender recommender(model, {args.top, args.min_count, args.include_seen, allowed_items(call, model, args)});
  Pool pool(1);
  const auto writer = make_list_writer(call, model, false, false);
  writer->add(0, recommender(FoldIn(model)(user_ratings, feature_list), seen, pool));
  writer->close();
}

// Rejects options that do not apply to links.
void check_links(const Verb& verb) {
  for (const std::string option : {"--users", "--all", "--history", "--features", "--out", "--candidates", "--exclude",
                                   "--min-count", "--explain"})
    if (verb.is_set(option))
      throw UsageError(option + " does not apply to links", option,
                       "name nodes with --user; kinfold query shows explanations");
}

void recommend_items(Call& call, const Verb& verb, const RecommendArgs& args) {
  check_recommend_options(args);
  const TensorReader file(args.model);
  if (is_graph_model(file)) {
    check_links(verb);
    return recommend_links_call(call, load_graph(file), args.ids, args.top, args.include_seen);
  }
  const Model model = load(args.model);
  if (!args.history.empty() || !args.features.empty()) return recommend_to_new_user(call, model, args);
  const std::vector<Id> users = selected_users(call, model, args);
  const Recommender recommender(model, {args.top, args.min_count, args.include_seen, allowed_items(call, model, args)});
  const auto writer = args.out.empty() ? make_list_writer(call, model, args.ids.size() != 1, args.explain)
                                       : make_file_writer(call, model, args.out);
  Pool pool(std::size_t(call.options().threads));
  std::vector<Id> empty;
  for (std::size_t first = 0; first < users.size(); first += kUserBatch) {
    const auto batch = std::span(users).subspan(first, std::min(kUserBatch, users.size() - first));
    const auto lists = recommender(batch, pool);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      writer->add(batch[i], lists[i]);
      if (lists[i].empty()) empty.push_back(batch[i]);
    }
  }
  warn_empty_lists(call, model, empty);
  writer->close();
}

}  // namespace

void add_recommend(CommandLine& line, Call& call) {
  auto args = std::make_shared<RecommendArgs>();
  Verb verb =
      line.add_verb(call, "recommend",
                    "Recommend the top items for one, several or all users, or the most likely links of a node", [] {});
  verb.set_action(call, [&call, verb, args] { recommend_items(call, verb, *args); });
  verb.add_option("model", args->model, "Model file.").required();
  verb.add_option("--user", args->ids, "User id. Repeatable.").type_name("ID").repeatable();
  verb.add_option("--users", args->source, "Source with user ids in the first column.").type_name("SOURCE");
  verb.add_flag("--all", args->all, "Recommend to all users.");
  verb.add_option("--history", args->history,
                  "New user: source of the items that the user rated (item, value) or liked (item).")
      .type_name("SOURCE");
  verb.add_option("--features", args->features, "New user: features such as gender=F,age=25.")
      .type_name("NAME=VALUE,..");
  verb.add_option("--out,-o", args->out, "File for the lists: .csv, .tsv, .parquet or .json.").type_name("FILE");
  verb.add_option("--candidates", args->candidates,
                  "Source of candidate items: recommend only items in its first column.")
      .type_name("SOURCE");
  verb.add_option("--exclude", args->exclude, "Source of excluded items: never recommend items in its first column.")
      .type_name("SOURCE");
  verb.add_option("--top", args->top, "Number of recommendations per user. [10]").type_name("N");
  verb.add_option("--min-count", args->min_count,
                  "Minimum number of training ratings of a recommended item; 0 excludes only items without any "
                  "information. [0]")
      .type_name("N");
  verb.add_flag("--include-seen", args->include_seen, "Also recommend items of the user's history.");
  verb.add_flag("--explain", args->explain,
                "Show for each item the most similar items of the user's history and the item features that contribute "
                "most to the "
                "score.");
  verb.add_options(call, {"threads"});
}

}  // namespace kinfold::app
