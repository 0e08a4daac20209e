// The files of the page, which lie in the program.
#pragma once
#include <map>
#include <string>
#include <string_view>

namespace kinfold::http {

class WebPage {
 public:
  struct File {
    std::string_view bytes;
    std::string type, tag;  // content type, and what tells this content from another
  };
  WebPage();

  // By its path, "/" being "/index.html"; null where there is none.
  const File* find(const std::string& path) const;

 private:
  std::map<std::string, File> files_;
};

}  // namespace kinfold::http
