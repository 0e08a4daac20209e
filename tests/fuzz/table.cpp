// Fuzz target: loads any bytes as a table model. The checksum is not verified, so that parsing continues behind it.
#include <cmath>

#include "core/error.h"
#include "store/metadata.h"
#include "table/impute.h"
#include "table/new_rows.h"
#include "table/table_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kinfold;
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  try {
    const TensorReader file(std::vector<std::byte>(bytes, bytes + size), "fuzz", false);
    if (task_of(file) != "table") return 0;
    const TableModel model = load_table(file);
    // A model that loads must also be usable.
    Pool pool(1);
    Matrix cells(2, model.columns.size());
    for (float& x : cells.row(0)) x = NAN;
    impute(model, cells, pool);
    inverse_transform(model, model.rows, pool);
    for (const bool rows : {true, false})
      if ((rows ? model.rows : model.features).rows() > 0) nearest(model, rows, 0, 3, "cosine");
    for (Id f = 0; f < model.feature_count(); ++f) model.feature_name(f);
  } catch (const Error&) {
  }
  return 0;
}
