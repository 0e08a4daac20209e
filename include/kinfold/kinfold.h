// The C++ API of kinfold: trains embedding models in memory, and uses them.
//
//   #include <kinfold/kinfold.h>
//
//   auto [train, test] = kinfold::train_test_split(ratings, "random:0.1");
//   const kinfold::Model model = kinfold::train(train, kinfold::train_options("ratings", {{"rank", "32"}}));
//   std::cout << kinfold::evaluate_ratings(model, test).all.metrics.at("rmse").value << "\n";
//   for (const auto& [item, score] : kinfold::recommend(model, "alice")) std::cout << item << " " << score << "\n";
//   kinfold::save(model, "movies.kf");
//
// | header                | contents                                                    |
// | <kinfold/error.h>     | Error, UsageError                                           |
// | <kinfold/options.h>   | TrainOptions, train_options()                               |
// | <kinfold/data.h>      | Ratings, Triples, NodeLabels, Frame, train_test_split()     |
// | <kinfold/train.h>     | train() for every family                                    |
// | <kinfold/model.h>     | Model, TableModel, GraphModel, NodeModel, load and save     |
// | <kinfold/predict.h>   | predict(), classify()                                       |
// | <kinfold/recommend.h> | recommend(), Recommender, FoldIn                            |
// | <kinfold/similar.h>   | similar(), neighbors()                                      |
// | <kinfold/query.h>     | query(), LinkPredictor                                      |
// | <kinfold/evaluate.h>  | evaluate_ratings(), evaluate_ranking(), ... and compare()   |
// | <kinfold/impute.h>    | transform(), inverse_transform(), impute()                  |
//
// Link with the CMake target kinfold::core. It prints nothing, reads no files but models, and needs no DuckDB.
//
// These headers are the API. They include headers of folders such as factorization/, which are installed below
// kinfold/internal. Other names in those headers may change at any time.
//
// Everywhere: the same data, options and seed give the same bits, for any number of threads. Failures throw
// kinfold::Error. Const functions are thread-safe; a Pool serves one call at a time. Ids are row numbers (kinfold::Id,
// 32 bits); kUnseen is an id that is not in a vocabulary.
#pragma once
#include "kinfold/data.h"
#include "kinfold/error.h"
#include "kinfold/evaluate.h"
#include "kinfold/impute.h"
#include "kinfold/model.h"
#include "kinfold/options.h"
#include "kinfold/predict.h"
#include "kinfold/query.h"
#include "kinfold/recommend.h"
#include "kinfold/similar.h"
#include "kinfold/train.h"
