// The trials of a search in a JSON Lines file. Each finished trial is appended, so that an interrupted search can
// resume.
#pragma once
#include <string>
#include <vector>

#include "cli/call.h"
#include "registry/search.h"

namespace kinfold::app {

class TrialsFile {
 public:
  // Reads the file if it exists. Its first line must equal `metadata`; otherwise throws an Error with the differences.
  // Drops an incomplete last line. With an empty path nothing is stored.
  TrialsFile(const std::string& path, const Json& metadata);

  const std::vector<Trial>& trials() const { return trials_; }
  void add(const Trial& trial);

 private:
  void read(const std::string& text, const Json& metadata);
  void append(const std::string& line) const;

  std::string path_;
  std::vector<Trial> trials_;
};

Json json_of_trial(const Trial& trial);

}  // namespace kinfold::app
