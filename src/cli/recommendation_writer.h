// Writes recommendation lists one by one to the terminal, to a JSON object or to a file.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "cli/call.h"
#include "topk/top_k.h"

namespace kinfold::app {

class RecommendationWriter {
 public:
  virtual ~RecommendationWriter() = default;
  virtual void add(Id user, const std::vector<ScoredId>& list) = 0;
  virtual void close() = 0;
};

// Writes to stdout, as JSON if call.json. `many_users`: with the user ids. `explain`: with the most similar items of
// the user's history and the item's features that contribute most to the score.
std::unique_ptr<RecommendationWriter> make_list_writer(Call& call, const Model& model, bool many_users, bool explain);

// Writes a table with the columns user, rank, item, score and, if the model has item names, name.
std::unique_ptr<RecommendationWriter> make_file_writer(Call& call, const Model& model, const std::string& path);

}  // namespace kinfold::app
