#include "server/web_page.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstdio>

#include "server/embedded_files.h"

namespace kinfold::http {

namespace {

std::string type_of(const std::string& path) {
  static const std::map<std::string, std::string, std::less<>> types = {{"html", "text/html; charset=utf-8"},
                                                                        {"css", "text/css; charset=utf-8"},
                                                                        {"js", "text/javascript; charset=utf-8"},
                                                                        {"json", "application/json"},
                                                                        {"svg", "image/svg+xml"},
                                                                        {"png", "image/png"},
                                                                        {"ico", "image/x-icon"},
                                                                        {"woff2", "font/woff2"},
                                                                        {"txt", "text/plain; charset=utf-8"}};
  const auto found = types.find(path.substr(path.rfind('.') + 1));
  return found == types.end() ? "application/octet-stream" : found->second;
}

}  // namespace

WebPage::WebPage() {
  for (std::size_t n = 0; n < kNumEmbeddedFiles; ++n) {
    const EmbeddedFile& file = kEmbeddedFiles[n];
    const std::string_view bytes(reinterpret_cast<const char*>(file.begin), std::size_t(file.end - file.begin));
    char tag[20];
    std::snprintf(tag, sizeof tag, "\"%016llx\"",
                  static_cast<unsigned long long>(XXH3_64bits(bytes.data(), bytes.size())));
    files_["/" + std::string(file.path)] = {bytes, type_of(file.path), tag};
  }
}

const WebPage::File* WebPage::find(const std::string& path) const {
  const auto found = files_.find(path == "/" ? "/index.html" : path);
  return found == files_.end() ? nullptr : &found->second;
}

}  // namespace kinfold::http
