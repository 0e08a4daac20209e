// Options of negative sampling for likes, links and triples.
#pragma once
#include <string>
#include <vector>

#include "core/option.h"

namespace kinfold {

inline const std::vector<std::string> kNegativeSamplers = {"uniform", "popularity", "in-batch"};

struct NegativeSamplingOptions {
  int negatives = 16;  // 0: "all"
  std::string negative_sampler = "uniform";
  double popularity_exponent = 0.75;
  bool logq_correction = true;
  double temperature = 1;
  double margin = 1;

  static std::vector<OptionField<NegativeSamplingOptions>> fields() {
    using O = NegativeSamplingOptions;
    constexpr auto sampled = [](const TrainingChoice& c) { return !c.all_entities; };
    constexpr auto softmax = [](const TrainingChoice& c) { return c.loss == "softmax" && !c.all_entities; };
    constexpr auto scaled = [](const TrainingChoice& c) {
      return (c.loss == "softmax" && !c.all_entities) || c.loss == "self-adversarial";
    };
    return {
        {.name = "negatives",
         .value = "N|all",
         .member = &O::negatives,
         .help = "Number of negatives sampled per positive. Links and triples also take all: every entity.",
         .min = 1,
         .max = 65536,
         .zero_word = "all"},
        {.name = "negative-sampler",
         .value = "NAME",
         .member = &O::negative_sampler,
         .help = "Distribution of negatives: uniform, popularity (count^exponent) or in-batch (count).",
         .choices = kNegativeSamplers,
         .when = sampled},
        {.name = "popularity-exponent",
         .value = "X",
         .member = &O::popularity_exponent,
         .help = "Exponent of --negative-sampler popularity.",
         .min = 0,
         .max = 2,
         .needs = "negative-sampler=popularity",
         .when = sampled},
        {.name = "logq-correction",
         .value = "yes|no",
         .member = &O::logq_correction,
         .help = "Correct the softmax loss for the sampling probability of each negative.",
         .needs = "negative-sampler=popularity|negative-sampler=in-batch",
         .when = softmax},
        {.name = "temperature",
         .value = "X",
         .member = &O::temperature,
         .help = "Divides the scores of softmax and self-adversarial losses.",
         .min = 0,
         .max = 100,
         .exclusive_min = true,
         .when = scaled},
        {.name = "margin",
         .value = "X",
         .member = &O::margin,
         .help =
             "Margin by which a positive should outscore a negative; scorers that are distances add it to the score.",
         .min = 0,
         .max = 100,
         .exclusive_min = true},
    };
  }
};

}  // namespace kinfold
