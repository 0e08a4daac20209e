// The one place that knows every task, and which models, solvers, losses, regularizers and optimizers each has. Help,
// error messages, searches and tests read these lists.
#pragma once
#include <string>
#include <vector>

#include "core/option.h"

namespace kinfold {

// ratings: numbers; votes: like or dislike; likes: positives only; table: rows and columns of numbers and levels;
// links: pairs of nodes; triples: head, relation, tail; nodes: classes of the nodes of a graph.
inline const std::vector<std::string> kTasks = {"ratings", "votes", "likes", "table", "links", "triples", "nodes"};

inline bool is_graph(const std::string& task) { return task == "links" || task == "triples"; }

const std::vector<std::string>& models_of(const std::string& task);
const std::vector<std::string>& solvers_of(const std::string& task);

// The known values of an option for a task, model and solver; empty where any text will do.
std::vector<std::string> choices_of(const std::string& option, const TrainingChoice& choice);
// The same for all tasks.
std::vector<std::string> all_choices(const std::string& option);

}  // namespace kinfold
