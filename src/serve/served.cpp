#include "serve/served.h"

#include <algorithm>
#include <atomic>
#include <filesystem>

#include "core/error.h"

namespace kinfold {
namespace {

std::uint64_t next_generation() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

std::vector<std::string> abilities(const AnyModel& model) {
  std::vector<std::string> can;
  if (std::holds_alternative<Model>(model)) can = {"recommend", "predict", "feedback"};
  if (std::holds_alternative<TableModel>(model)) can = {"complete"};
  if (std::holds_alternative<GraphModel>(model)) can = {"ask"};
  if (std::holds_alternative<NodeModel>(model)) can = {"classify"};
  can.insert(can.end(), {"search", "show"});
  if (rank_of(model) > 0) can.insert(can.end(), {"similar", "axes", "map"});
  std::ranges::sort(can, {}, [](const std::string& name) { return std::ranges::find(kAbilities, name); });
  return can;
}

}  // namespace

std::unique_ptr<ItemIndex> Served::find_index(const Model& model, IndexRule rule, const std::string& file) {
  if (rule == IndexRule::kNone) return nullptr;
  if (std::filesystem::exists(file)) try {
      return std::make_unique<ItemIndex>(file, loaded_.checksum, model.items.factors);
    } catch (const Error& error) {
      index_fault_ = error.what();
    }
  if (rule == IndexRule::kIfThere) return nullptr;
  Pool pool(0);
  return ItemRanker::make_index(model, pool);
}

Served::Served(LoadedModel loaded, const Titles& titles, IndexRule rule, const std::string& index_file)
    : loaded_(std::move(loaded)),
      generation_(next_generation()),
      sides_(sides_of(loaded_.model, titles)),
      can_(abilities(loaded_.model)),
      lazy_(sides_.size()) {
  if (const auto* model = std::get_if<Model>(&loaded_.model))
    ranker_ = std::make_unique<ItemRanker>(*model, find_index(*model, rule, index_file));
  if (const auto* graph = std::get_if<GraphModel>(&loaded_.model)) asker_ = std::make_unique<Asker>(*graph);
  if (const auto* nodes = std::get_if<NodeModel>(&loaded_.model)) {
    chances_ = std::make_unique<Table>(nodes->scores);
    to_chances(*chances_, nodes->several);
  }
}

std::size_t Served::side_of(const std::string& name) const {
  return std::size_t(std::ranges::find(sides_, name, &NamedRows::side) - sides_.begin());
}

bool Served::can(const std::string& ability) const { return std::ranges::find(can_, ability) != can_.end(); }

const Search& Served::search(std::size_t side) const {
  Lazy& lazy = lazy_[side];
  std::call_once(lazy.search_made, [&] { lazy.search = std::make_unique<Search>(sides_[side]); });
  return *lazy.search;
}

const Axes& Served::axes(std::size_t side, const std::string& kind, Pool& pool) const {
  Lazy& lazy = lazy_[side];
  const std::size_t at = kind == "raw";
  std::call_once(lazy.axes_made[at],
                 [&] { lazy.axes[at] = std::make_unique<Axes>(axes_of(loaded_.model, sides_[side], kind, pool)); });
  return *lazy.axes[at];
}

}  // namespace kinfold
