// Trains a recommender on ratings in memory, evaluates it on held-out ratings, recommends, finds similar items, and
// saves and loads the model.
#include <kinfold/kinfold.h>

#include <cstdio>
#include <string>

int main() try {
  // 60 users like either the even or the odd ones of 40 items. Each user has rated three quarters of the items.
  kinfold::Ratings ratings;
  for (int user = 0; user < 60; ++user)
    for (int item = 0; item < 40; ++item)
      if ((7 * user + 3 * item) % 4 != 0)
        kinfold::add_rating(ratings, "user " + std::to_string(user), "item " + std::to_string(item),
                            user % 2 == item % 2 ? 5.0f : 1.0f);

  const auto [train, test] = kinfold::train_test_split(ratings, "random:0.1", /*seed=*/1);
  const auto options = kinfold::train_options("ratings", {{"solver", "sgd"}, {"rank", "8"}, {"epochs", "60"}});
  const kinfold::Model trained = kinfold::train(train, options);

  const kinfold::RatingReport report = kinfold::evaluate_ratings(trained, test);
  const kinfold::Metric rmse = report.all.metrics.at("rmse");
  std::printf("rmse %.4f [%.4f, %.4f] on %zu held-out ratings\n", rmse.value, rmse.low, rmse.high, report.all.rows);

  kinfold::save(trained, "example.kf");
  const auto model = kinfold::load_model<kinfold::Model>("example.kf");

  for (const std::string user : {"user 0", "user 1", "user 2"}) {
    std::printf("for %s:", user.c_str());
    for (const auto& [item, score] : kinfold::recommend(model, user, 3))
      std::printf("  %s (%.2f)", item.c_str(), score);
    std::printf("\n");
  }
  std::printf("similar to item 6:");
  for (const auto& [item, cosine] : kinfold::similar(model, "item", "item 6", 3))
    std::printf("  %s (%.2f)", item.c_str(), cosine);
  std::printf("\npredicted rating of user 0 for item 7: %.2f\n", kinfold::predict(model, "user 0", "item 7"));
} catch (const kinfold::Error& error) {
  std::fprintf(stderr, "%s: %s (%s)\n", error.where().c_str(), error.problem().c_str(), error.advice().c_str());
  return 1;
}
