#include <fmt/format.h>

#include "cli/subject.h"
#include "cli/train_call.h"
#include "core/error.h"
#include "data/folds.h"
#include "data/split.h"
#include "factorization/ranking.h"
#include "factorization/rating.h"
#include "factorization/unseen_ids.h"
#include "factorization/votes.h"
#include "report/requested_metrics.h"

namespace kinfold::app {
namespace {

void add(Judged& judged, const std::map<std::string, Metric>& metrics) {
  for (const auto& [name, metric] : metrics) judged.metrics[name] = metric.value;
}

Judged judge(FactorizationData data, const Ratings& test, const SubjectAsked& asked, const Wanted& wanted,
             const TrainOptions& options) {
  Judged judged;
  judged.rows = data.ratings.rows.size(), judged.test_rows = test.rows.size();
  const Trained trained = train_with_bar(std::move(data), options);
  const Model& model = trained.model;
  judged.seconds = trained.seconds;
  const UnseenIds strangers = find_unseen_ids(model, test);
  for (std::size_t i = 0; i < test.rows.size(); ++i) judged.cold_rows += strangers.user[i] || strangers.item[i];
  Pool pool(std::size_t(options.threads));
  if (!wanted.rows.empty() && model.task == "votes")
    add(judged, evaluate_votes(model, test, options.seed, pool).all.metrics);
  else if (!wanted.rows.empty())
    add(judged, evaluate_ratings(model, test, options.seed).all.metrics);
  if (wanted.ranking.empty()) return judged;
  RankingOptions rule{wanted.ranking, bar_of(model, asked.relevant).value, options.seed};
  rule.resamples = 0;
  add(judged, evaluate_ranking(model, test, rule, pool).metrics);
  return judged;
}

void check_round(const Ratings& train, const Ratings& test, const std::string& rule) {
  if (train.rows.empty() || test.rows.empty())
    throw Error(std::string("the split leaves nothing to ") + (train.rows.empty() ? "train" : "test"),
                "--strategy " + rule, "give more data, another share or fewer folds");
}

}  // namespace

Subject rating_subject(Call& call, const SubjectAsked& asked) {
  const TrainOptions options = call.options(asked.task);
  std::vector<std::string> names = asked.metrics;
  if (names.empty() && asked.task == "likes") names = {"recall@20", "ndcg@20", "map@20", "mrr"};
  const Wanted wanted = wanted_metrics(names, asked.ks, asked.task);
  Loaded loaded = load_ratings(call, asked.source, options, read_of(asked.task));
  const auto data = std::make_shared<const FactorizationData>(load_data(call, std::move(loaded.ratings), options));
  Subject subject{
      data->ratings.has_time() ? "rolling:5" : "k-fold:5", asked.task + " of " + asked.source, wanted.rows, {}};
  for (const RankingMetric& metric : wanted.ranking) subject.metrics.push_back(metric.text());
  subject.rounds = [=](const std::string& rule, std::uint64_t seed) {
    const std::vector<std::uint8_t> marks = split_ratings(data->ratings, parse_split_strategy(rule), seed);
    std::vector<Judge> judges;
    for (std::size_t round = 0; round < num_folds(rule); ++round)
      judges.push_back([=](const TrainOptions& of_round) {
        const std::vector<std::uint8_t> own = fold_marks(marks, rule, round);
        FactorizationData part{select_reindexed(data->ratings, own, 0), data->validation, data->user_features,
                               data->item_features, data->implicit_feedback};
        const Ratings test = select_reindexed(data->ratings, own, 1);
        check_round(part.ratings, test, rule);
        return judge(std::move(part), test, asked, wanted, of_round);
      });
    return judges;
  };
  return subject;
}

}  // namespace kinfold::app
