// A model file of any bytes, its checksum left out, so that what lies behind it is reached.
#include "core/error.h"
#include "serve/recommend.h"
#include "store/model_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kinfold;
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  try {
    const Model model = load(TensorReader(std::vector<std::byte>(bytes, bytes + size), "fuzz", false));
    // What loads must also be usable.
    predict(model, 0 < model.user_ids.size() ? 0 : kUnseen, 0 < model.item_ids.size() ? 0 : kUnseen);
    if (model.user_ids.size() > 0) recommend(model, 0, 3);
    if (model.item_ids.size() > 0) similar(model, "item", 0, 3);
  } catch (const Error&) {
  }
  return 0;
}
