// What is wrong with a test, said before anything is measured on it; with --strict an Error.
#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "factorization/unseen_ids.h"
#include "kg/graph_evaluation.h"
#include "nodes/label_evaluation.h"
#include "report/warnings.h"

namespace kinfold::app {

// Doubts a test that a model has seen whole: as what it was trained, validated or tuned on. `data` are its facts.
void check_reused_data(Warnings& warnings, const std::map<std::string, std::string>& data, std::uint64_t checksum,
                const std::string& test);
// Rows of users and items that training did not show, rows that it showed, and rows older than its newest.
void check_test_ratings(Warnings& warnings, const Model& model, const Ratings& test, const UnseenIds& unseen);
void check_test_facts(Warnings& warnings, const GraphModel& model, const Triples& test, const GraphReport& report);
void check_test_labels(Warnings& warnings, const LabelReport& report);

}  // namespace kinfold::app
