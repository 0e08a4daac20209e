#include "factorization/trainer.h"

#include <algorithm>
#include <cmath>

#include "factorization/als_trainer.h"
#include "factorization/gibbs_trainer.h"
#include "factorization/lightgcn_trainer.h"
#include "factorization/sgd_trainer.h"

namespace kinfold {

ValueStats value_stats(const std::vector<Rating>& rows) {
  ValueStats stats{0, 0, rows[0].value, rows[0].value};
  for (const Rating& r : rows) {
    stats.mean += r.value;
    stats.low = std::min(stats.low, r.value);
    stats.high = std::max(stats.high, r.value);
  }
  stats.mean /= double(rows.size());
  for (const Rating& r : rows) stats.stddev += (r.value - stats.mean) * (r.value - stats.mean);
  stats.stddev = std::sqrt(stats.stddev / double(rows.size()));
  return stats;
}

float like_weight(float value, double mean, double confidence_weight) {
  return confidence_weight > 0 ? std::max(0.0f, float(1 + confidence_weight * (value / mean - 1))) : 1;
}

std::unique_ptr<Trainer> make_trainer(TrainingSet training_set, const FactorizationTrainOptions& options) {
  if (options.solver == "als" || options.solver == "ials")
    return std::make_unique<AlsTrainer>(std::move(training_set), options);
  if (options.solver == "gibbs") return std::make_unique<GibbsTrainer>(std::move(training_set), options);
  if (options.solver == "lightgcn") return std::make_unique<LightGcnTrainer>(std::move(training_set), options);
  return std::make_unique<SgdTrainer>(std::move(training_set), options);
}

}  // namespace kinfold
