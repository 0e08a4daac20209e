#include "serve/recommend.h"

#include <fmt/format.h>

#include "app/call.h"
#include "core/error.h"
#include "store/model_file.h"

namespace kinfold::app {
namespace {

struct Asked {
  std::string model, id, side = "item";
  std::size_t top = 10, least = 1;
  bool include_seen = false;
};

void show(Call& call, const Model& model, const std::vector<Scored>& best, bool items) {
  const Vocabulary& ids = items ? model.item_ids : model.user_ids;
  const bool named = items && !model.item_names.empty();
  if (call.json) {
    Json list = Json::array();
    for (const Scored& s : best) {
      Json entry = {{"id", std::string(ids[s.id])}, {"score", s.score}};
      if (named) entry["name"] = model.item_names[s.id];
      list.push_back(entry);
    }
    return call.answer({{"items", list}});
  }
  for (const Scored& s : best)
    fmt::print("{:>8.3f}  {}{}\n", s.score, ids[s.id], named ? "  " + model.item_names[s.id] : "");
  if (best.empty()) fmt::print("nothing is left to show\n");
}

}  // namespace

void add_recommend(CLI::App& root, Call& call) {
  auto asked = std::make_shared<Asked>();
  CLI::App& verb = add_verb(root, call, "recommend", "The best items for a user", [&call, asked] {
    const Model model = load(asked->model);
    const Id user = find_id(model, "user", asked->id);
    show(call, model, recommend(model, user, asked->top, asked->include_seen, asked->least), true);
  });
  verb.add_option("model", asked->model, "a model file")->required();
  verb.add_option("--user", asked->id, "the user's id")->required()->type_name("ID");
  verb.add_option("--top", asked->top, "how many [10]")->type_name("N");
  verb.add_option("--least", asked->least, "leave out rows with fewer ratings in training [1]")->type_name("N");
  verb.add_flag("--include-seen", asked->include_seen, "also items that the user has rated");
}

void add_similar(CLI::App& root, Call& call) {
  auto asked = std::make_shared<Asked>();
  CLI::App& verb =
      add_verb(root, call, "similar", "The nearest neighbours of an item or user, by cosine", [&call, asked] {
        if (asked->side != "item" && asked->side != "user")
          throw UsageError("unknown side '" + asked->side + "'", "--side",
                           known_choices(asked->side, {"item", "user"}));
        const Model model = load(asked->model);
        const Id row = find_id(model, asked->side, asked->id);
        show(call, model, similar(model, asked->side, row, asked->top, asked->least), asked->side == "item");
      });
  verb.add_option("model", asked->model, "a model file")->required();
  verb.add_option("id", asked->id, "the id")->required();
  verb.add_option("--side", asked->side, "item or user [item]")->type_name("SIDE");
  verb.add_option("--top", asked->top, "how many [10]")->type_name("N");
  verb.add_option("--least", asked->least, "leave out rows with fewer ratings in training [1]")->type_name("N");
}

}  // namespace kinfold::app
