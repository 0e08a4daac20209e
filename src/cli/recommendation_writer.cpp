#include "cli/recommendation_writer.h"

#include <fmt/format.h>

#include "cli/display.h"
#include "factorization/recommend.h"
#include "io/row_writer.h"

namespace kinfold::app {
namespace {

constexpr std::size_t kReasons = 3;

// One user's list, or several with their names above, as text.
class TextShelf : public Shelf {
 public:
  TextShelf(const Model& model, bool several, bool why) : model_(model), several_(several), why_(why) {}

  void add(Id user, const std::vector<ScoredId>& list) override {
    if (several_) fmt::print("{}{}\n", std::exchange(first_, false) ? "" : "\n", model_.user_ids[user]);
    for (const ScoredId& s : list) {
      print(model_, s, true);
      if (!why_) continue;
      std::vector<std::string> because;
      for (const ScoredId& reason : explain_by_items(model_, user, s.id, kReasons))
        because.push_back(label(model_, reason.id, true));
      for (const ScoredId& reason : explain_by_features(model_, user, s.id, kReasons))
        because.emplace_back(model_.item_side_features.ids[reason.id]);
      for (const std::string& reason : because)
        fmt::print("          {}  {}\n", &reason == &because[0] ? "because of" : "          ", reason);
    }
    if (list.empty()) fmt::print("nothing is left to show\n");
  }
  void close() override {}

 private:
  const Model& model_;
  bool several_, why_, first_ = true;
};

// {"items": [...]} for one user; {"users": [{"user", "items"}, ...]}, written as it comes, for several.
class JsonShelf : public Shelf {
 public:
  JsonShelf(Call& call, const Model& model, bool several, bool why)
      : call_(call), model_(model), several_(several), why_(why) {}

  void add(Id user, const std::vector<ScoredId>& list) override {
    Json items = json_of(model_, list, true);
    for (std::size_t i = 0; why_ && i < list.size(); ++i) {
      items[i]["because"] = json_of(model_, explain_by_items(model_, user, list[i].id, kReasons), true);
      Json& features = items[i]["features"] = Json::array();
      for (const ScoredId& reason : explain_by_features(model_, user, list[i].id, kReasons))
        features.push_back({{"id", std::string(model_.item_side_features.ids[reason.id])}, {"score", reason.score}});
    }
    if (!several_) {
      one_ = std::move(items);
      return;
    }
    const Json entry = {{"user", std::string(model_.user_ids[user])}, {"items", std::move(items)}};
    fmt::print("{}{}", std::exchange(first_, false) ? "{\"users\": [\n" : ",\n",
               entry.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  void close() override {
    if (!several_) return call_.answer({{"items", one_}});
    fmt::print("],\n\"warnings\": {}}}\n", Json(call_.warnings).dump(-1, ' ', false, Json::error_handler_t::replace));
  }

 private:
  Call& call_;
  const Model& model_;
  bool several_, why_, first_ = true;
  Json one_;
};

// Rows of user, rank, item, score and name, a part at a time.
class FileShelf : public Shelf {
 public:
  FileShelf(Call& call, const Model& model, const std::string& path)
      : call_(call), model_(model), out_(path), writer_(path) {}

  void add(Id user, const std::vector<ScoredId>& list) override {
    ++users_;
    for (std::size_t i = 0; i < list.size(); ++i) {
      user_.emplace_back(model_.user_ids[user]);
      rank_.push_back(std::uint32_t(i + 1));
      item_.emplace_back(model_.item_ids[list[i].id]);
      score_.push_back(list[i].score);
      if (!model_.item_names.empty()) name_.push_back(model_.item_names[list[i].id]);
    }
    if (user_.size() > 100'000) write();
  }
  void close() override {
    write();
    writer_.commit();
    if (call_.json) return call_.answer({{"file", out_}, {"users", users_}, {"rows", rows_}});
    fmt::print("wrote {} recommendations for {} users to {}\n", grouped(rows_), grouped(users_), out_);
  }

 private:
  void write() {
    rows_ += user_.size();
    OutputTable output{{"user", "rank", "item", "score"}, {}};
    output.columns = {std::exchange(user_, {}), std::exchange(rank_, {}), std::exchange(item_, {}),
                      std::exchange(score_, {})};
    if (!model_.item_names.empty()) {
      output.names.push_back("name");
      output.columns.push_back(std::exchange(name_, {}));
    }
    writer_.add(output);
  }

  Call& call_;
  const Model& model_;
  std::string out_;
  RowWriter writer_;
  std::size_t users_ = 0, rows_ = 0;
  std::vector<std::string> user_, item_, name_;
  std::vector<std::uint32_t> rank_;
  std::vector<float> score_;
};

}  // namespace

std::unique_ptr<Shelf> make_shelf(Call& call, const Model& model, bool several, bool why) {
  if (call.json) return std::make_unique<JsonShelf>(call, model, several, why);
  return std::make_unique<TextShelf>(model, several, why);
}

std::unique_ptr<Shelf> make_file_shelf(Call& call, const Model& model, const std::string& path) {
  return std::make_unique<FileShelf>(call, model, path);
}

}  // namespace kinfold::app
