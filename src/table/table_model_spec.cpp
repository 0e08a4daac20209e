#include "table/table_model_spec.h"

namespace kinfold {

TableModelSpec table_model_spec(const TableTrainOptions& options) {
  TableModelSpec r;
  r.rows = {"l2", float(options.reg * options.user_reg_factor)};
  r.columns = {"l2", float(options.reg * options.item_reg_factor)};
  if (options.model == "glrm") r.loss_by_kind = r.standardize = true;
  if (options.model == "sparse-pca") r.columns.kind = "l1", r.singular_form = false;
  if (options.model == "nmf") r.rows.kind = r.columns.kind = "nonnegative", r.offsets = r.singular_form = false;
  if (options.model == "nmf" && options.loss != "auto") r.loss = options.loss;
  if (options.model == "logistic-pca") r.loss = "logistic";
  if (options.model == "svd") r.offsets = false;
  r.standardize = r.standardize || options.standardize;
  return r;
}

}  // namespace kinfold
