// Trains on arrays that the program holds, evaluates it on held-out ratings, and recommends.
#include <cstdio>

#include "data/split.h"
#include "factorization/rating.h"
#include "factorization/recommend.h"
#include "factorization/train_model.h"
#include "registry/options.h"

int main() {
  // 60 users like either the even or the odd of 40 items; each has rated three quarters of them.
  kinfold::Ratings all;
  for (int user = 0; user < 60; ++user)
    for (int item = 0; item < 40; ++item)
      if ((7 * user + 3 * item) % 4 != 0)
        all.rows.push_back({all.users.add("user " + std::to_string(user)), all.items.add(std::to_string(item)),
                            user % 2 == item % 2 ? 5.0f : 1.0f});

  const auto marks = kinfold::split_ratings(all, kinfold::parse_split_strategy("random:0.1"), /*seed=*/1);
  kinfold::TrainOptions options;
  options.rank = 8;
  options.epochs = 60;
  const kinfold::Model model = kinfold::train_ratings(kinfold::select(all, marks, 0), std::nullopt, options);

  const auto report = kinfold::evaluate_ratings(model, kinfold::select(all, marks, 1));
  std::printf("rmse %.4f on %zu held-out ratings\n", report.all.metrics.at("rmse").value, report.all.rows);
  for (kinfold::Id user = 0; user < 3; ++user) {
    std::printf("for %s:", std::string(model.user_ids[user]).c_str());
    for (const kinfold::ScoredId& best : kinfold::recommend(model, user, 3))
      std::printf("  item %s (%.2f)", std::string(model.item_ids[best.id]).c_str(), best.score);
    std::printf("\n");
  }
}
