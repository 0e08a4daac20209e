// The files of the web page, which are embedded in the program.
#pragma once
#include <map>
#include <string>
#include <string_view>

namespace kinfold::http {

class WebPage {
 public:
  struct File {
    std::string_view bytes;
    std::string type, tag;  // content type, and ETag (a hash of the bytes)
  };
  WebPage();

  // Returns the file at a path, or null. "/" is "/index.html".
  const File* find(const std::string& path) const;

 private:
  std::map<std::string, File> files_;
};

}  // namespace kinfold::http
