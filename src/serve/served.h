// A model that is asked by many at once: with all that its questions need made ready, or made when first asked for.
// Nothing of it changes; another file is another one of these.
#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "serve/any_model.h"
#include "serve/ask.h"
#include "serve/axes.h"
#include "serve/item_ranker.h"
#include "serve/named_rows.h"
#include "serve/search.h"

namespace kinfold {

class Served {
 public:
  // `index_file` is looked for, or made of the model, as `rule` says; what is wrong with it is told by index_fault(),
  // and lists are made without it then.
  enum class IndexRule { kNone, kIfThere, kAlways };
  Served(LoadedModel loaded, const Titles& titles, IndexRule rule = IndexRule::kNone,
         const std::string& index_file = "");
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  const AnyModel& model() const { return loaded_.model; }
  const std::string& checksum() const { return loaded_.checksum; }
  std::uint64_t generation() const { return generation_; }  // no two of these have the same
  const std::vector<NamedRows>& sides() const { return sides_; }
  std::size_t side_of(const std::string& name) const;  // its number; as many as there are where there is none

  // What the model can answer: of kAbilities.
  const std::vector<std::string>& can() const { return can_; }
  bool can(const std::string& ability) const;

  const ItemRanker* ranker() const { return ranker_.get(); }  // of models of users and items
  const Asker* asker() const { return asker_.get(); }         // of models of links and triples
  const std::string& index_fault() const { return index_fault_; }
  const Table* chances() const { return chances_.get(); }  // nodes x classes, of models of labels

  const Search& search(std::size_t side) const;
  const Axes& axes(std::size_t side, const std::string& kind, Pool& pool) const;

 private:
  std::unique_ptr<ItemIndex> find_index(const Model& model, IndexRule rule, const std::string& file);
  struct Lazy {
    std::once_flag search_made, axes_made[2];
    std::unique_ptr<Search> search;
    std::unique_ptr<Axes> axes[2];
  };

  LoadedModel loaded_;
  std::uint64_t generation_;
  std::vector<NamedRows> sides_;
  std::vector<std::string> can_;
  std::string index_fault_;
  std::unique_ptr<ItemRanker> ranker_;
  std::unique_ptr<Asker> asker_;
  std::unique_ptr<Table> chances_;
  mutable std::vector<Lazy> lazy_;
};

inline const std::vector<std::string> kAbilities = {
    "recommend", "predict", "similar", "complete", "ask", "classify", "search", "show", "axes", "map", "feedback"};

}  // namespace kinfold
