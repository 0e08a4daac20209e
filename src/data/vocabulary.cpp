#include "data/vocabulary.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/error.h"

namespace kinfold {
namespace {
std::uint64_t hash_of(std::string_view id) { return XXH3_64bits(id.data(), id.size()); }
}  // namespace

Vocabulary::Vocabulary() : slots_(64) {}

std::size_t Vocabulary::slot_of(std::string_view id, std::uint64_t hash) const {
  const std::uint32_t tag = std::uint32_t(hash >> 32);
  for (std::size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
    const Slot& slot = slots_[at];
    if (slot.row == kEmpty || (slot.tag == tag && (*this)[slot.row] == id)) return at;
  }
}

Id Vocabulary::add(std::string_view id) {
  const std::uint64_t hash = hash_of(id);
  std::size_t at = slot_of(id, hash);
  if (slots_[at].row != kEmpty) return slots_[at].row;
  if (size() >= kEmpty - 1) throw Error("the data has more than 4 billion distinct ids");
  const Id row = Id(size());
  text_.append(id);
  begin_.push_back(text_.size());
  slots_[at] = {std::uint32_t(hash >> 32), row};
  if (2 * size() > slots_.size()) grow();
  return row;
}

std::optional<Id> Vocabulary::find(std::string_view id) const {
  const Slot& slot = slots_[slot_of(id, hash_of(id))];
  return slot.row == kEmpty ? std::nullopt : std::optional(slot.row);
}

void Vocabulary::grow() {
  slots_.assign(2 * slots_.size(), {});
  for (Id row = 0; row < size(); ++row) {
    const std::uint64_t hash = hash_of((*this)[row]);
    slots_[slot_of((*this)[row], hash)] = {std::uint32_t(hash >> 32), row};
  }
}

std::vector<std::string> Vocabulary::closest_to(std::string_view id) const {
  std::vector<std::string> names;
  for (Id row = 0; row < size(); ++row) names.emplace_back((*this)[row]);
  return closest(id, names);
}

std::string nearest_names(const Vocabulary& names, std::string_view id) {
  const std::vector<std::string> near = names.closest_to(id);
  return near.empty() ? "" : "nearest names: " + join(near) + "; ";
}

std::vector<Id> lookup_ids(const Vocabulary& other, const Vocabulary& ids) {
  std::vector<Id> rows(ids.size());
  for (Id row = 0; row < ids.size(); ++row) rows[row] = other.find(ids[row]).value_or(kUnseen);
  return rows;
}

}  // namespace kinfold
