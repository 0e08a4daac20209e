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

struct Asked {
  std::string model, source, only, exclude, out, history, features;
  std::vector<std::string> ids;
  std::size_t top = 10, least = 0;
  bool all = false, include_seen = false, why = false;
};

constexpr std::size_t kUsersAtATime = 4096;

// The first few ids that the model does not know, for a note.
struct Unknown {
  std::size_t count = 0;
  std::vector<std::string> first;
  void add(const std::string& id) {
    if (++count <= 3) first.push_back(id);
  }
  std::string text() const { return join(first) + (count > first.size() ? ", ..." : ""); }
};

std::vector<Id> rows_of(const std::vector<std::string>& ids, const Vocabulary& vocabulary, Unknown& unknown) {
  std::vector<Id> rows;
  std::vector<std::uint8_t> taken(vocabulary.size());
  for (const std::string& id : ids) {
    const auto row = vocabulary.find(id);
    if (!row)
      unknown.add(id);
    else if (!std::exchange(taken[*row], 1))
      rows.push_back(*row);
  }
  return rows;
}

std::vector<Id> chosen_users(Call& call, const Model& model, const Asked& asked) {
  if (asked.all) {
    std::vector<Id> users(model.user_ids.size());
    std::iota(users.begin(), users.end(), 0u);
    return users;
  }
  if (asked.ids.size() == 1) return {find_id(model, "user", asked.ids[0])};
  const auto ids = asked.source.empty() ? asked.ids : load_ids(asked.source, call.options());
  Unknown unknown;
  std::vector<Id> users = rows_of(ids, model.user_ids, unknown);
  if (users.empty())
    throw Error("none of these users is in this model", asked.source.empty() ? "--user" : asked.source,
                fmt::format("it knows {} users, such as {}", model.user_ids.size(), model.user_ids[0]));
  if (unknown.count > 0)
    call.warn(fmt::format("{} of {} users are not in this model and left out: {}", grouped(unknown.count),
                          grouped(ids.size()), unknown.text()));
  return users;
}

// Marks the items that a source lists.
std::vector<std::uint8_t> listed_items(Call& call, const Model& model, const std::string& source) {
  Unknown unknown;
  const auto ids = load_ids(source, call.options());
  std::vector<std::uint8_t> listed(model.item_ids.size());
  for (const Id item : rows_of(ids, model.item_ids, unknown)) listed[item] = 1;
  if (unknown.count > 0)
    call.warn(fmt::format("{} of {} ids of {} are not items of this model: {}", grouped(unknown.count),
                          grouped(ids.size()), source, unknown.text()));
  return listed;
}

// Which items --candidates and --exclude let through; empty where all may be shown.
std::vector<std::uint8_t> allowed_items(Call& call, const Model& model, const Asked& asked) {
  std::vector<std::uint8_t> allowed;
  if (!asked.only.empty()) allowed = listed_items(call, model, asked.only);
  if (asked.exclude.empty()) return allowed;
  allowed.resize(model.item_ids.size(), 1);
  const auto refused = listed_items(call, model, asked.exclude);
  for (Id item = 0; item < allowed.size(); ++item) allowed[item] &= !refused[item];
  return allowed;
}

void check(const Asked& asked) {
  const std::string see = "see kinfold help recommend";
  const bool stranger = !asked.history.empty() || !asked.features.empty();
  const int ways = !asked.ids.empty() + !asked.source.empty() + asked.all + stranger;
  if (ways == 0)
    throw UsageError("--user is required, or --users, --all, --history or --features", "command line", see);
  if (ways > 1)
    throw UsageError("users are named in two ways", "command line",
                     "give --user, --users or --all, or for a new user --history and --features");
  if (stranger && (asked.why || !asked.out.empty()))
    throw UsageError("a new user's list is shown without reasons", "--history", "leave out --explain and --out");
  if (asked.why && !asked.out.empty())
    throw UsageError("reasons are shown, not written to a file", "--explain", "leave out --out; --json shows them too");
}

void note_empty(Call& call, const Model& model, const std::vector<Id>& empty) {
  if (empty.empty()) return;
  const std::string user(model.user_ids[empty[0]]);
  if (empty.size() == 1)
    return call.warn(fmt::format("user {} gets an empty list: of the items that may be shown all were seen", user));
  call.warn(fmt::format("{} users, such as {}, get empty lists: of the items that may be shown they have seen all",
                        grouped(empty.size()), user));
}

// The items of --history that the model knows, each with its value where the model wants one.
std::vector<UserRating> tastes_of(Call& call, const Model& model, const std::string& source) {
  Unknown unknown;
  std::vector<UserRating> tastes;
  const bool valued = model.task != "likes";
  for (const auto& [id, value] : load_tastes(source, call.options(), valued)) {
    const auto item = model.item_ids.find(id);
    if (!item)
      unknown.add(id);
    else
      tastes.push_back({*item, value});
  }
  if (unknown.count > 0)
    call.warn(fmt::format("{} items of {} are not in this model and left out: {}", grouped(unknown.count), source,
                          unknown.text()));
  if (tastes.empty())
    throw Error("none of its items is in this model", source,
                "its first column is the item" + std::string(valued ? ", its second the value" : ""));
  return tastes;
}

// A user who is not in the model, by what he liked and by features such as gender=F,age=25.
void recommend_to_a_stranger(Call& call, const Model& model, const Asked& asked) {
  std::vector<std::string> traits;
  for (std::size_t begin = 0; begin < asked.features.size();) {
    const std::size_t end = std::min(asked.features.find(',', begin), asked.features.size());
    traits.push_back(asked.features.substr(begin, end - begin));
    if (!model.user_side_features.ids.find(traits.back()))
      throw Error(
          "this model has no feature '" + traits.back() + "'", "--features",
          model.user_side_features.empty()
              ? "train it with --user-features"
              : "such as " + std::string(model.user_side_features.ids[Id(model.user_side_features.ids.size() - 1)]));
    begin = end + 1;
  }
  const std::vector<UserRating> tastes =
      asked.history.empty() ? std::vector<UserRating>() : tastes_of(call, model, asked.history);
  std::vector<Id> seen;
  for (const UserRating& taste : tastes) seen.push_back(taste.item);
  const Recommender recommender(model, {asked.top, asked.least, asked.include_seen, allowed_items(call, model, asked)});
  Pool pool(1);
  const auto shelf = make_shelf(call, model, false, false);
  shelf->add(0, recommender(FoldIn(model)(tastes, traits), seen, pool));
  shelf->close();
}

// Of nodes, likely links are shown one by one.
void check_links(const Verb& verb) {
  for (const std::string option : {"--users", "--all", "--history", "--features", "--out", "--candidates", "--exclude",
                                   "--min-count", "--explain"})
    if (verb.given(option))
      throw UsageError(option + " does nothing for links", option, "name nodes with --user; kinfold ask shows reasons");
}

void recommend_items(Call& call, const Verb& verb, const Asked& asked) {
  check(asked);
  const TensorReader file(asked.model);
  if (is_graph_model(file)) {
    check_links(verb);
    return recommend_links_call(call, load_graph(file), asked.ids, asked.top, asked.include_seen);
  }
  const Model model = load(asked.model);
  if (!asked.history.empty() || !asked.features.empty()) return recommend_to_a_stranger(call, model, asked);
  const std::vector<Id> users = chosen_users(call, model, asked);
  const Recommender recommender(model, {asked.top, asked.least, asked.include_seen, allowed_items(call, model, asked)});
  const auto shelf = asked.out.empty() ? make_shelf(call, model, asked.ids.size() != 1, asked.why)
                                       : make_file_shelf(call, model, asked.out);
  Pool pool(std::size_t(call.options().threads));
  std::vector<Id> empty;
  for (std::size_t first = 0; first < users.size(); first += kUsersAtATime) {
    const auto some = std::span(users).subspan(first, std::min(kUsersAtATime, users.size() - first));
    const auto lists = recommender(some, pool);
    for (std::size_t i = 0; i < some.size(); ++i) {
      shelf->add(some[i], lists[i]);
      if (lists[i].empty()) empty.push_back(some[i]);
    }
  }
  note_empty(call, model, empty);
  shelf->close();
}

}  // namespace

void add_recommend(CommandLine& line, Call& call) {
  auto asked = std::make_shared<Asked>();
  Verb verb = line.add_verb(call, "recommend",
                            "The best items for one user, for many or for all; likely links of a node", [] {});
  verb.when_chosen(call, [&call, verb, asked] { recommend_items(call, verb, *asked); });
  verb.add_option("model", asked->model, "a model file").required();
  verb.add_option("--user", asked->ids, "a user's id; may be given again").type_name("ID").repeatable();
  verb.add_option("--users", asked->source, "users by the ids in the first column of a source").type_name("SOURCE");
  verb.add_flag("--all", asked->all, "all users");
  verb.add_option(
          "--history", asked->history,
          "a user whom the model does not know, by a source of items that he rated (item, value) or liked (item)")
      .type_name("SOURCE");
  verb.add_option("--features", asked->features, "such a user's features, as in gender=F,age=25")
      .type_name("NAME=VALUE,..");
  verb.add_option("--out,-o", asked->out, "write the lists to a .csv, .tsv, .parquet or .json file").type_name("FILE");
  verb.add_option("--candidates", asked->only, "only items in the first column of a source").type_name("SOURCE");
  verb.add_option("--exclude", asked->exclude, "no items in the first column of a source").type_name("SOURCE");
  verb.add_option("--top", asked->top, "how many [10]").type_name("N");
  verb.add_option("--min-count", asked->least,
                  "leave out items with fewer ratings in training [0: those of which nothing is known]")
      .type_name("N");
  verb.add_flag("--include-seen", asked->include_seen, "also items that the user has rated");
  verb.add_flag(
      "--explain", asked->why,
      "beside each item those of the user's history that are most alike, and its features that add most to its score");
  verb.add_options(call, {"threads"});
}

}  // namespace kinfold::app
