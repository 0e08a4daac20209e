#include "evaluate/strangers.h"

#include <algorithm>
#include <utility>

namespace kinfold {

Strangers find_strangers(const Model& model, const Ratings& test) {
  Strangers found;
  found.rows = translate(test, model.user_ids, model.item_ids);
  std::vector<std::uint8_t> users(test.users.size()), items(test.items.size());
  std::vector<std::vector<Id>> seen(test.users.size());  // sorted items of each user's history, filled at first need
  for (std::size_t i = 0; i < found.rows.size(); ++i) {
    const Id user = found.rows[i].left, item = found.rows[i].right, test_user = test.rows[i].left;
    const bool user_cold = !model.user_is_warm(user), item_cold = !model.item_is_warm(item);
    if (!std::exchange(users[test_user], 1)) {
      ++found.users, found.cold_users += user_cold;
      if (!user_cold) {
        const auto begin = model.history.item.begin();
        seen[test_user].assign(begin + std::ptrdiff_t(model.history.begin[user]),
                               begin + std::ptrdiff_t(model.history.begin[user + 1]));
        std::ranges::sort(seen[test_user]);
      }
    }
    if (!std::exchange(items[test.rows[i].right], 1)) ++found.items, found.cold_items += item_cold;
    found.user.push_back(user_cold);
    found.item.push_back(item_cold);
    found.repeated.push_back(std::ranges::binary_search(seen[test_user], item));
  }
  return found;
}

}  // namespace kinfold
