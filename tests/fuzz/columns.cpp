// Fuzz target: parses any text as --columns of a source with four columns.
#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "io/source.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kinfold;
  // The source is opened only once, because only the parsing of the option is tested.
  static Source* source = new Source("SELECT 'a' AS who, 'b' AS what, 1.5 AS stars, 7 AS day", {});
  SourceOptions& options = const_cast<SourceOptions&>(source->options());
  options.columns.assign(reinterpret_cast<const char*>(data), size);
  for (const bool need_value : {false, true}) try {
      const RatingRoles roles = find_rating_roles(*source, need_value);
      for (int column : {roles.user, roles.item})
        if (column < 0 || column > 3) std::abort();
      if (need_value && (roles.value < 0 || roles.value > 3)) std::abort();
    } catch (const Error&) {
    }
  return 0;
}
