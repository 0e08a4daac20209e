// The files of src/app/http/page as the program holds them; listed by what cmake/embed.cmake writes.
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
