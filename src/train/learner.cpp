#include "train/learner.h"

#include <algorithm>
#include <cmath>

#include "train/alternating.h"
#include "train/descent.h"
#include "train/gibbs.h"
#include "train/light_gcn.h"

namespace kinfold {

ValueFacts value_facts(const std::vector<Rating>& rows) {
  ValueFacts facts{0, 0, rows[0].value, rows[0].value};
  for (const Rating& r : rows) {
    facts.mean += r.value;
    facts.low = std::min(facts.low, r.value);
    facts.high = std::max(facts.high, r.value);
  }
  facts.mean /= double(rows.size());
  for (const Rating& r : rows) facts.deviation += (r.value - facts.mean) * (r.value - facts.mean);
  facts.deviation = std::sqrt(facts.deviation / double(rows.size()));
  return facts;
}

float weight_of_like(float value, double mean, double confidence) {
  return confidence > 0 ? std::max(0.0f, float(1 + confidence * (value / mean - 1))) : 1;
}

std::unique_ptr<Learner> make_learner(Lesson lesson, const Options& options) {
  if (options.solver == "als" || options.solver == "ials")
    return std::make_unique<Alternating>(std::move(lesson), options);
  if (options.solver == "gibbs") return std::make_unique<Gibbs>(std::move(lesson), options);
  if (options.solver == "lightgcn") return std::make_unique<LightGcn>(std::move(lesson), options);
  return std::make_unique<Descent>(std::move(lesson), options);
}

}  // namespace kinfold
