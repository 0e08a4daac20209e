#include <fmt/format.h>

#include "app/shown.h"
#include "core/error.h"
#include "serve/recommend.h"
#include "store/model_file.h"

namespace kinfold::app {
namespace {

struct Asked {
  std::string model, id, side = "item", metric = "cosine";
  std::size_t top = 10, least = 1;
};

void check_choice(const std::string& option, const std::string& value, const std::vector<std::string>& known) {
  if (std::ranges::find(known, value) == known.end())
    throw UsageError("unknown " + option + " '" + value + "'", "--" + option, known_choices(value, known));
}

void show_similar(Call& call, const Asked& asked) {
  check_choice("side", asked.side, {"item", "user"});
  check_choice("metric", asked.metric, kSimilarities);
  const Model model = load(asked.model);
  const Id row = find_id(model, asked.side, asked.id);
  const auto near = similar(model, asked.side, row, asked.top, asked.least, asked.metric);
  if (call.json) return call.answer({{"items", json_of(model, near, asked.side == "item")}});
  for (const Scored& s : near) print(model, s, asked.side == "item");
  if (near.empty()) fmt::print("nothing is left to show\n");
}

}  // namespace

void add_similar(CLI::App& root, Call& call) {
  auto asked = std::make_shared<Asked>();
  CLI::App& verb = add_verb(root, call, "similar", "The nearest neighbours of an item or user",
                            [&call, asked] { show_similar(call, *asked); });
  verb.add_option("model", asked->model, "a model file")->required();
  verb.add_option("id", asked->id, "the id")->required();
  verb.add_option("--side", asked->side, "item or user [item]")->type_name("SIDE");
  verb.add_option("--metric", asked->metric, "what is near: cosine, or dot, which favours long vectors [cosine]")
      ->type_name("NAME");
  verb.add_option("--top", asked->top, "how many [10]")->type_name("N");
  verb.add_option("--least", asked->least, "leave out rows with fewer ratings in training [1]")->type_name("N");
}

}  // namespace kinfold::app
