#include "model/model.h"

#include <algorithm>

#include "loss/point.h"

namespace kinfold {

History make_history(const std::vector<Rating>& rows, std::size_t users) {
  History history;
  history.begin.assign(users + 1, 0);
  for (const Rating& r : rows) ++history.begin[r.left + 1];
  for (std::size_t u = 0; u < users; ++u) history.begin[u + 1] += history.begin[u];
  std::vector<std::uint64_t> next(history.begin.begin(), history.begin.end() - 1);
  history.item.resize(rows.size());
  history.value.resize(rows.size());
  for (const Rating& r : rows) {
    const std::uint64_t at = next[r.left]++;
    history.item[at] = r.right;
    history.value[at] = r.value;
  }
  return history;
}

std::vector<std::uint32_t> count_items(const History& history, std::size_t items) {
  std::vector<std::uint32_t> counts(items);
  for (Id item : history.item) ++counts[item];
  return counts;
}

float value_of_score(const Model& model, float score) {
  float value = score;
  with_choice(PointLosses{}, "loss", model.loss, [&]<class Loss>() { value = Loss{}.mean(score); });
  return model.clip ? std::clamp(value, model.low, model.high) : value;
}

float predict(const Model& model, Id user, Id item) {
  const Factors scorer = model.scorer();
  const bool warm_user = model.user_is_warm(user), warm_item = model.item_is_warm(item);
  if (warm_user && warm_item) return value_of_score(model, score(scorer, user, item));
  return value_of_score(model, model.offset + (warm_user ? model.users.heads[user].bias : 0) +
                                   (warm_item ? model.items.heads[item].bias : 0));
}

}  // namespace kinfold
