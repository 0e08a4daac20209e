// The trials of a search, one JSON object a line as they end, so that a search that was cut off goes on.
#pragma once
#include <string>
#include <vector>

#include "cli/call.h"
#include "registry/search.h"

namespace kinfold::app {

class TrialsFile {
 public:
  // Reads the file if it is there: its first line must say `about`, what the search is of; an Error says what differs.
  // A last line that was cut off is dropped. An empty path keeps nothing.
  TrialsFile(const std::string& path, const Json& about);

  const std::vector<Trial>& trials() const { return trials_; }
  void add(const Trial& trial);

 private:
  void read(const std::string& text, const Json& about);
  void append(const std::string& line) const;

  std::string path_;
  std::vector<Trial> trials_;
};

Json json_of_trial(const Trial& trial);

}  // namespace kinfold::app
