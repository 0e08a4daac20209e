#include "cli/recommendation_writer.h"

#include <fmt/format.h>

#include "cli/display.h"
#include "factorization/recommend.h"
#include "io/row_writer.h"

namespace kinfold::app {
namespace {

constexpr std::size_t kMaxExplanations = 3;

// Prints lists as text. With many users, a line with the user id precedes each list.
class TextListWriter : public RecommendationWriter {
 public:
  TextListWriter(const Model& model, bool many_users, bool explain)
      : model_(model), many_users_(many_users), explain_(explain) {}

  void add(Id user, const std::vector<ScoredId>& list) override {
    if (many_users_) fmt::print("{}{}\n", std::exchange(first_, false) ? "" : "\n", model_.user_ids[user]);
    for (const ScoredId& s : list) {
      print_scored(model_, s, true);
      if (!explain_) continue;
      std::vector<std::string> explanations;
      for (const ScoredId& reason : explain_by_items(model_, user, s.id, kMaxExplanations))
        explanations.push_back(label(model_, reason.id, true));
      for (const ScoredId& reason : explain_by_features(model_, user, s.id, kMaxExplanations))
        explanations.emplace_back(model_.item_side_features.ids[reason.id]);
      for (const std::string& reason : explanations)
        fmt::print("          {}  {}\n", &reason == &explanations[0] ? "because of" : "          ", reason);
    }
    if (list.empty()) fmt::print("no results\n");
  }
  void close() override {}

 private:
  const Model& model_;
  bool many_users_, explain_, first_ = true;
};

// Prints {"items": [...]} for one user, or {"users": [{"user", "items"}, ...]} for many, one user at a time.
class JsonListWriter : public RecommendationWriter {
 public:
  JsonListWriter(Call& call, const Model& model, bool many_users, bool explain)
      : call_(call), model_(model), many_users_(many_users), explain_(explain) {}

  void add(Id user, const std::vector<ScoredId>& list) override {
    Json items = json_of(model_, list, true);
    for (std::size_t i = 0; explain_ && i < list.size(); ++i) {
      items[i]["explanations"] = json_of(model_, explain_by_items(model_, user, list[i].id, kMaxExplanations), true);
      Json& features = items[i]["feature_contributions"] = Json::array();
      for (const ScoredId& reason : explain_by_features(model_, user, list[i].id, kMaxExplanations))
        features.push_back(
            {{"feature", std::string(model_.item_side_features.ids[reason.id])}, {"contribution", reason.score}});
    }
    if (!many_users_) {
      items_ = std::move(items);
      return;
    }
    const Json entry = {{"user", std::string(model_.user_ids[user])}, {"items", std::move(items)}};
    fmt::print("{}{}", std::exchange(first_, false) ? "{\"users\": [\n" : ",\n",
               entry.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  void close() override {
    if (!many_users_) return call_.print_json({{"items", items_}});
    fmt::print("],\n\"warnings\": {}}}\n", Json(call_.warnings).dump(-1, ' ', false, Json::error_handler_t::replace));
  }

 private:
  Call& call_;
  const Model& model_;
  bool many_users_, explain_, first_ = true;
  Json items_;
};

// Writes rows of user, rank, item, score and name in batches.
class FileListWriter : public RecommendationWriter {
 public:
  FileListWriter(Call& call, const Model& model, const std::string& path)
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
    if (call_.json) return call_.print_json({{"file", out_}, {"users", users_}, {"rows", rows_}});
    fmt::print("wrote {} recommendations for {} users to {}\n", format_count(rows_), format_count(users_), out_);
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

std::unique_ptr<RecommendationWriter> make_list_writer(Call& call, const Model& model, bool many_users, bool explain) {
  if (call.json) return std::make_unique<JsonListWriter>(call, model, many_users, explain);
  return std::make_unique<TextListWriter>(model, many_users, explain);
}

std::unique_ptr<RecommendationWriter> make_file_writer(Call& call, const Model& model, const std::string& path) {
  return std::make_unique<FileListWriter>(call, model, path);
}

}  // namespace kinfold::app
