// An immutable model for concurrent requests, with the indexes that requests need. Expensive ones are built on first
// use. All const members are thread-safe. To serve another file, create another ServedModel.
#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "factorization/item_ranker.h"
#include "kg/query.h"
#include "registry/any_model.h"
#include "serve/axes.h"
#include "serve/named_rows.h"
#include "serve/row_search.h"

namespace kinfold {

class ServedModel {
 public:
  // Whether to use an approximate nearest-neighbor index of the items: never; if `index_file` exists; or always, built
  // from the model if `index_file` does not exist. If the file is invalid, index_error() says why, and the model is
  // served as if there were no file.
  enum class IndexMode { kNone, kIfPresent, kAlways };
  ServedModel(LoadedModel loaded, const Titles& titles, IndexMode mode = IndexMode::kNone,
              const std::string& index_file = "");
  ServedModel(const ServedModel&) = delete;
  ServedModel& operator=(const ServedModel&) = delete;

  const AnyModel& model() const { return loaded_.model; }
  const std::string& checksum() const { return loaded_.checksum; }
  std::uint64_t generation() const { return generation_; }  // unique in the process
  const std::vector<NamedRows>& sides() const { return sides_; }
  std::size_t side_of(const std::string& name) const;  // index of the side; sides().size() if there is none

  // The requests that the model can answer, as a subset of kCapabilities.
  const std::vector<std::string>& capabilities() const { return capabilities_; }
  bool can(const std::string& capability) const;

  const ItemRanker* ranker() const { return ranker_.get(); }                     // null without users and items
  const LinkPredictor* link_predictor() const { return link_predictor_.get(); }  // links and triples only, else null
  const std::string& index_error() const { return index_error_; }
  const Matrix* probabilities() const { return probabilities_.get(); }  // nodes x classes; null for other tasks

  // Built on first use.
  const RowSearch& search(std::size_t side) const;
  const Axes& axes(std::size_t side, const std::string& kind, Pool& pool) const;

 private:
  std::unique_ptr<ItemIndex> load_or_build_index(const Model& model, IndexMode mode, const std::string& file);
  struct LazySide {
    std::once_flag search_once, axes_once[2];
    std::unique_ptr<RowSearch> search;
    std::unique_ptr<Axes> axes[2];
  };

  LoadedModel loaded_;
  std::uint64_t generation_;
  std::vector<NamedRows> sides_;
  std::vector<std::string> capabilities_;
  std::string index_error_;
  std::unique_ptr<ItemRanker> ranker_;
  std::unique_ptr<LinkPredictor> link_predictor_;
  std::unique_ptr<Matrix> probabilities_;
  mutable std::vector<LazySide> lazy_;
};

inline const std::vector<std::string> kCapabilities = {
    "recommend", "predict", "similar", "impute", "query", "classify", "search", "show", "axes", "map", "feedback"};

}  // namespace kinfold
