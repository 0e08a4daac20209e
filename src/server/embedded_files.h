// The files of src/server/page, embedded in the program. cmake/embed.cmake generates the definitions.
#pragma once
#include <cstddef>

namespace kinfold::http {

struct EmbeddedFile {
  const char* path;
  const unsigned char *begin, *end;
};
extern const EmbeddedFile kEmbeddedFiles[];
extern const std::size_t kNumEmbeddedFiles;

}  // namespace kinfold::http
