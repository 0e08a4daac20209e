// The files of src/app/http/page as the program holds them; listed by what cmake/embed.cmake writes.
#pragma once
#include <cstddef>

namespace kinfold::http {

struct Embedded {
  const char* path;
  const unsigned char *begin, *end;
};
extern const Embedded kEmbedded[];
extern const std::size_t kEmbeddedCount;

}  // namespace kinfold::http
