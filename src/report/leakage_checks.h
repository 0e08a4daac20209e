// Checks test data for leakage and for names unseen in training. Each finding is an evaluation warning; with --strict
// it is an Error.
#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "factorization/unseen_ids.h"
#include "kg/graph_evaluation.h"
#include "nodes/label_evaluation.h"
#include "report/warnings.h"

namespace kinfold::app {

// Warns if the test data has the checksum of the data that the model was trained, validated or tuned on. `data` are the
// data properties of the model; `test` names the test data.
void check_reused_data(Warnings& warnings, const Properties& data, std::uint64_t checksum, const std::string& test);
// Warns about rows with unseen users or items, rows whose pair is in training, and rows older than the newest training
// row.
void check_test_ratings(Warnings& warnings, const Model& model, const Ratings& test, const UnseenIds& unseen);
// Warns about facts with unseen names, leaked facts, facts in training, and facts older than the newest training fact.
void check_test_facts(Warnings& warnings, const GraphModel& model, const Triples& test, const GraphReport& report);
// Warns about nodes with a training label, nodes that are not in the graph, and classes unseen in training.
void check_test_labels(Warnings& warnings, const LabelReport& report);

}  // namespace kinfold::app
