// Where lists of recommendations go: to the terminal, into one JSON object or a file, as they come.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "cli/call.h"
#include "topk/top_k.h"

namespace kinfold::app {

class Shelf {
 public:
  virtual ~Shelf() = default;
  virtual void add(Id user, const std::vector<ScoredId>& list) = 0;
  virtual void close() = 0;
};

// To stdout, as JSON if the call asks for it. `several`: with the users' ids. `why`: beside each item those of the
// user's history that are most alike, and its features that the user likes most.
std::unique_ptr<Shelf> make_shelf(Call& call, const Model& model, bool several, bool why);

// Rows of user, rank, item, score and, where items have names, name.
std::unique_ptr<Shelf> make_file_shelf(Call& call, const Model& model, const std::string& path);

}  // namespace kinfold::app
