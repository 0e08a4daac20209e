#include <fmt/format.h>

#include "cli/cv_task.h"
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

void add_metrics(FoldResult& result, const std::map<std::string, Metric>& metrics) {
  for (const auto& [name, metric] : metrics) result.metrics[name] = metric.value;
}

FoldResult evaluate_rating_fold(FactorizationData data, const Ratings& test, const CvTaskArgs& args,
                                const RequestedMetrics& requested, const TrainOptions& options) {
  FoldResult result;
  result.rows = data.ratings.rows.size(), result.test_rows = test.rows.size();
  const TrainingResult training = train_with_progress(std::move(data), options);
  const Model& model = training.model;
  result.seconds = training.seconds;
  const UnseenIds unseen = find_unseen_ids(model, test);
  for (std::size_t i = 0; i < test.rows.size(); ++i) result.cold_rows += unseen.user[i] || unseen.item[i];
  Pool pool(std::size_t(options.threads));
  if (!requested.rows.empty() && model.task == "votes")
    add_metrics(result, evaluate_votes(model, test, options.seed, pool).all.metrics);
  else if (!requested.rows.empty())
    add_metrics(result, evaluate_ratings(model, test, options.seed).all.metrics);
  if (requested.ranking.empty()) return result;
  RankingOptions ranking_options{requested.ranking, relevance_threshold(model, args.relevant).value, options.seed};
  ranking_options.resamples = 0;
  add_metrics(result, evaluate_ranking(model, test, ranking_options, pool).metrics);
  return result;
}

void check_rating_fold(const Ratings& train, const Ratings& test, const std::string& strategy) {
  if (train.rows.empty() || test.rows.empty())
    throw Error(std::string("the split leaves no rows to ") + (train.rows.empty() ? "train on" : "test on"),
                "--strategy " + strategy, "use more data, another fraction or fewer folds");
}

}  // namespace

CvTask rating_cv_task(Call& call, const CvTaskArgs& args) {
  const TrainOptions options = call.options(args.task);
  std::vector<std::string> names = args.metrics;
  if (names.empty() && args.task == "likes") names = {"recall@20", "ndcg@20", "map@20", "mrr"};
  const RequestedMetrics requested = requested_metrics(names, args.ks, args.task);
  RatingsInput input = load_ratings(call, args.source, options, rating_fields(args.task));
  const auto data = std::make_shared<const FactorizationData>(load_data(call, std::move(input.ratings), options));
  CvTask cv_task{
      data->ratings.has_time() ? "rolling:5" : "k-fold:5", args.task + " of " + args.source, requested.rows, {}};
  for (const RankingMetric& metric : requested.ranking) cv_task.metrics.push_back(metric.text());
  cv_task.folds = [=](const std::string& strategy, std::uint64_t seed) {
    const std::vector<std::uint8_t> marks = split_ratings(data->ratings, parse_split_strategy(strategy), seed);
    std::vector<FoldRunner> runners;
    for (std::size_t fold = 0; fold < num_folds(strategy); ++fold)
      runners.push_back([=](const TrainOptions& fold_options) {
        const std::vector<std::uint8_t> fold_split = fold_marks(marks, strategy, fold);
        FactorizationData train_data{select_reindexed(data->ratings, fold_split, 0), data->validation,
                                     data->user_features, data->item_features, data->implicit_feedback};
        const Ratings test = select_reindexed(data->ratings, fold_split, 1);
        check_rating_fold(train_data.ratings, test, strategy);
        return evaluate_rating_fold(std::move(train_data), test, args, requested, fold_options);
      });
    return runners;
  };
  return cv_task;
}

}  // namespace kinfold::app
