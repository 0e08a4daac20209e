#include "factorization/unseen_ids.h"

#include <algorithm>
#include <utility>

namespace kinfold {

UnseenIds find_unseen_ids(const Model& model, const Ratings& test) {
  UnseenIds result;
  result.rows = translate(test, model.user_ids, model.item_ids);
  std::vector<std::uint8_t> users(test.users.size()), items(test.items.size());
  std::vector<std::vector<Id>> training_items(test.users.size());  // sorted history of each user, filled on first use
  for (std::size_t i = 0; i < result.rows.size(); ++i) {
    const Id user = result.rows[i].left, item = result.rows[i].right, test_user = test.rows[i].left;
    const bool user_cold = !model.user_is_warm(user), item_cold = !model.item_is_warm(item);
    if (!std::exchange(users[test_user], 1)) {
      ++result.users, result.cold_users += user_cold;
      if (!user_cold) {
        const auto begin = model.history.item.begin();
        training_items[test_user].assign(begin + std::ptrdiff_t(model.history.begin[user]),
                                         begin + std::ptrdiff_t(model.history.begin[user + 1]));
        std::ranges::sort(training_items[test_user]);
      }
    }
    if (!std::exchange(items[test.rows[i].right], 1)) ++result.items, result.cold_items += item_cold;
    result.user.push_back(user_cold);
    result.item.push_back(item_cold);
    result.repeated.push_back(std::ranges::binary_search(training_items[test_user], item));
  }
  return result;
}

}  // namespace kinfold
