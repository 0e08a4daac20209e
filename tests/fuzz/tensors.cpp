// A model file of any bytes, its checksum left out, so that what lies behind it is reached.
#include <cmath>

#include "core/error.h"
#include "serve/recommend.h"
#include "store/model_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kinfold;
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  try {
    const Model model = load(TensorReader(std::vector<std::byte>(bytes, bytes + size), "fuzz", false));
    // What loads must also be usable.
    const Id user = model.user_ids.size() > 0 ? Id(model.user_ids.size() - 1) : kUnseen;
    const Id item = model.item_ids.size() > 0 ? Id(model.item_ids.size() - 1) : kUnseen;
    for (const double time : {0.0, 2e5, 1e300, double(NAN)}) {
      predict(model, user, item, time);
      predict(model, kUnseen, item, time);
      predicted_deviation(model, user, item, time);
    }
    if (model.user_ids.size() > 0) recommend(model, 0, 3);
    if (model.item_ids.size() > 0) similar(model, "item", 0, 3);
  } catch (const Error&) {
  }
  return 0;
}
