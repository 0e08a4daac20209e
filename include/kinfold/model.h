// Trained models of every family, and their files.
//
//   kinfold::save(model, "movies.kf");
//   const kinfold::AnyModel any = kinfold::load_model("movies.kf");
//   std::cout << kinfold::task_of(any) << ", rank " << kinfold::rank_of(any) << "\n";
//   const auto movies = kinfold::load_model<kinfold::Model>("movies.kf");   // an Error if it is not a recommender
//
// - Model: ratings, votes and likes. users.factors and items.factors are users x rank and items x rank.
// - TableModel: tables. rows is rows x rank, features is features x rank, where a feature is a column or a level.
// - GraphModel: links and triples. tables.entity and tables.relation have one row per entity and relation.
// - NodeModel: node classification. scores is nodes x classes, hidden is nodes x hidden dimension.
// - AnyModel: a std::variant of them; task_of(), kind_of() and rank_of() describe it.
//
// All models hold their vocabularies, their options, checksums of their training data and, except TableModel, the
// training curve (TrainingInfo). docs/file-format.md specifies the files. save(model, path) exists for each family and
// for AnyModel.
//
// Errors: a file that is missing, damaged or of another kind throws an Error that names it. A file appears whole or not
// at all: an interrupted save() leaves the old file in place.
// Thread safety: a model is a plain value. Any number of threads may read it at the same time.
// Determinism: equal models give equal files, byte for byte; loading restores every bit.
#pragma once
#include <concepts>
#include <string>
#include <utility>
#include <variant>

#include "core/error.h"
#include "factorization/model.h"
#include "factorization/model_file.h"
#include "kg/graph_file.h"
#include "kg/graph_model.h"
#include "nodes/node_file.h"
#include "nodes/node_model.h"
#include "registry/any_model.h"
#include "table/table_file.h"
#include "table/table_model.h"

namespace kinfold {

// Loads a model file. M is AnyModel, which takes any file, or the type of one family. Throws an Error if the file is
// missing, damaged, or holds a model of another family. load_any() also returns the checksum of the file.
template <class M = AnyModel>
M load_model(const std::string& path) {
  AnyModel model = load_any(path).model;
  if constexpr (std::same_as<M, AnyModel>) {
    return model;
  } else {
    M* requested = std::get_if<M>(&model);
    if (!requested)
      throw Error("the file holds a model of another type: task " + task_of(model) + ", model " + kind_of(model), path,
                  "load it as kinfold::AnyModel");
    return std::move(*requested);
  }
}

// Saves a model of any family.
inline void save(const AnyModel& model, const std::string& path) {
  std::visit([&](const auto& own) { save(own, path); }, model);
}

}  // namespace kinfold
