#include "table/table_model_spec.h"

namespace kinfold {

TableModelSpec table_model_spec(const TableTrainOptions& options) {
  TableModelSpec spec;
  spec.rows = {"l2", float(options.reg * options.user_reg_factor)};
  spec.columns = {"l2", float(options.reg * options.item_reg_factor)};
  if (options.model == "glrm") spec.loss_by_kind = spec.standardize = true;
  if (options.model == "sparse-pca") spec.columns.kind = "l1", spec.singular_form = false;
  if (options.model == "nmf")
    spec.rows.kind = spec.columns.kind = "nonnegative", spec.offsets = spec.singular_form = false;
  if (options.model == "nmf" && options.loss != "auto") spec.loss = options.loss;
  if (options.model == "logistic-pca") spec.loss = "logistic";
  if (options.model == "svd") spec.offsets = false;
  spec.standardize = spec.standardize || options.standardize;
  return spec;
}

}  // namespace kinfold
