// What is validated: the data of one task, and how some of it is learned from and the rest judged.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "cli/call.h"

namespace kinfold::app {

// One training and what its model scored on what it had not seen.
struct Judged {
  std::size_t rows = 0, test_rows = 0;
  std::size_t cold_rows = 0;  // of a name that training did not show
  double seconds = 0;         // of the training
  std::map<std::string, double> metrics;
};

// TrainOptions name the seed of the training.
using Judge = std::function<Judged(const TrainOptions&)>;

struct Subject {
  std::string rule;                  // by which it is split if nothing is said
  std::string what;                  // "ratings of tiny.csv"
  std::vector<std::string> metrics;  // in the order in which they are shown
  // The rounds of a split.
  std::function<std::vector<Judge>(const std::string& rule, std::uint64_t seed)> rounds;
};

struct SubjectAsked {
  std::string task, source, relevant;
  std::vector<std::string> metrics;
  std::vector<std::size_t> ks;
};

// Each holds what it read for as long as it lives.
Subject rating_subject(Call& call, const SubjectAsked& asked);  // of votes and likes too
Subject graph_subject(Call& call, const SubjectAsked& asked);
Subject label_subject(Call& call, const SubjectAsked& asked);
Subject table_subject(Call& call, const SubjectAsked& asked);

}  // namespace kinfold::app
