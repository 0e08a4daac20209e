// Errors. Functions of kinfold report a failure by an exception of type kinfold::Error.
//
//   try {
//     kinfold::train(ratings, kinfold::train_options("ratings", {{"solver", "alss"}}));
//   } catch (const kinfold::Error& error) {
//     std::cerr << error.problem() << "\n" << error.where() << "\n" << error.advice() << "\n";
//   }
//   // solver 'alss' does not go with the task ratings
//   // --solver
//   // did you mean 'als'? known: sgd, als, gibbs
//
// - Error: damaged or missing files, data that does not suit the task, training that diverges. problem() is the
//   failure; where() names the file, line, column or option; advice() names the next step or the known choices.
// - UsageError: an invalid argument or option. It derives from Error.
// - DivergenceError (<kinfold/train.h>): the loss became infinite or exploded. It holds the last finite model, if any.
//
// Row numbers (kinfold::Id) and vector lengths are preconditions: they are not checked. Names are checked, and the
// message proposes similar names. The standard library may also throw std::bad_alloc.
#pragma once
#include "core/error.h"
