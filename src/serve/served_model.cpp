#include "serve/served_model.h"

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

std::vector<std::string> capabilities_of(const AnyModel& model) {
  std::vector<std::string> names;
  if (std::holds_alternative<Model>(model)) names = {"recommend", "predict", "feedback"};
  if (std::holds_alternative<TableModel>(model)) names = {"impute"};
  if (std::holds_alternative<GraphModel>(model)) names = {"query"};
  if (std::holds_alternative<NodeModel>(model)) names = {"classify"};
  names.insert(names.end(), {"search", "show"});
  if (rank_of(model) > 0) names.insert(names.end(), {"similar", "axes", "map"});
  std::ranges::sort(names, {}, [](const std::string& name) { return std::ranges::find(kCapabilities, name); });
  return names;
}

}  // namespace

std::unique_ptr<ItemIndex> ServedModel::load_or_build_index(const Model& model, IndexMode mode,
                                                            const std::string& file) {
  if (mode == IndexMode::kNone) return nullptr;
  if (std::filesystem::exists(file)) try {
      return std::make_unique<ItemIndex>(file, loaded_.checksum, model.items.factors);
    } catch (const Error& error) {
      index_error_ = error.what();
    }
  if (mode == IndexMode::kIfPresent) return nullptr;
  Pool pool(0);
  return ItemRanker::make_index(model, pool);
}

ServedModel::ServedModel(LoadedModel loaded, const Titles& titles, IndexMode mode, const std::string& index_file)
    : loaded_(std::move(loaded)),
      generation_(next_generation()),
      sides_(sides_of(loaded_.model, titles)),
      capabilities_(capabilities_of(loaded_.model)),
      lazy_(sides_.size()) {
  if (const auto* model = std::get_if<Model>(&loaded_.model))
    ranker_ = std::make_unique<ItemRanker>(*model, load_or_build_index(*model, mode, index_file));
  if (const auto* graph = std::get_if<GraphModel>(&loaded_.model))
    link_predictor_ = std::make_unique<LinkPredictor>(*graph);
  if (const auto* nodes = std::get_if<NodeModel>(&loaded_.model)) {
    probabilities_ = std::make_unique<Matrix>(nodes->scores);
    to_probabilities(*probabilities_, nodes->multi_label);
  }
}

std::size_t ServedModel::side_of(const std::string& name) const {
  return std::size_t(std::ranges::find(sides_, name, &NamedRows::side) - sides_.begin());
}

bool ServedModel::can(const std::string& capability) const {
  return std::ranges::find(capabilities_, capability) != capabilities_.end();
}

const RowSearch& ServedModel::search(std::size_t side) const {
  LazySide& lazy = lazy_[side];
  std::call_once(lazy.search_once, [&] { lazy.search = std::make_unique<RowSearch>(sides_[side]); });
  return *lazy.search;
}

const Axes& ServedModel::axes(std::size_t side, const std::string& kind, Pool& pool) const {
  LazySide& lazy = lazy_[side];
  const std::size_t at = kind == "raw";
  std::call_once(lazy.axes_once[at],
                 [&] { lazy.axes[at] = std::make_unique<Axes>(axes_of(loaded_.model, sides_[side], kind, pool)); });
  return *lazy.axes[at];
}

}  // namespace kinfold
