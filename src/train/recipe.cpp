#include "train/recipe.h"

namespace kinfold {

Recipe recipe_of(const Options& options) {
  Recipe r;
  r.rows = {"ridge", float(options.strength * options.user_factor)};
  r.columns = {"ridge", float(options.strength * options.item_factor)};
  if (options.model == "factors") r.any_kind = r.scaled = true;
  if (options.model == "sparse-pca") r.columns.kind = "lasso", r.singular = false;
  if (options.model == "nmf") r.rows.kind = r.columns.kind = "non-negative", r.offsets = r.singular = false;
  if (options.model == "nmf" && options.loss != "auto") r.loss = options.loss;
  if (options.model == "logistic-pca") r.loss = "logistic";
  if (options.model == "svd") r.offsets = false;
  r.scaled = r.scaled || options.scale;
  return r;
}

}  // namespace kinfold
