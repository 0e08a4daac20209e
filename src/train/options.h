// Every option of kinfold, in one list: the command line, the TOML file, help and error texts all read it.
#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <variant>
#include <vector>

namespace kinfold {

struct Options {
  std::string task = "ratings";  // of kTasks; the command line gives it by its place
  // model
  std::string model = "mf";
  int rank = 64;  // 0, "auto": chosen by withheld cells, for tables alone
  bool biases = true;
  std::string loss = "squared";
  std::string penalty = "ridge";
  double strength = 0.05;
  double bias_strength = 0.01;
  double penalty_power = 0.8;
  double init = 0.01;
  bool clip = true;
  double user_factor = 1, item_factor = 1;
  // likes
  double confidence = 1;
  double unobserved = 0.01;
  int negatives = 16;
  std::string sampling = "uniform";
  double popularity_power = 0.75;
  bool log_q = true;
  bool cosine = false;
  double temperature = 1;
  double margin = 1;
  // history, features and time
  std::string histories;
  bool raters = false;
  bool own_vectors = true;
  std::string user_features, item_features, features_columns;
  int feature_bins = 10;
  double history_strength = 1, feature_strength = 1;
  int time_bins = 0;
  std::string time_binning = "count";
  std::string time_terms = "user,item";
  double time_strength = 1;
  // table
  std::string types;
  std::string on_empty = "drop";
  bool scale = false;
  int oversampling = 10, passes = 5;
  int starts = 1;
  std::string weights;
  // links and triples
  bool reciprocal = true;
  int norm = 2;
  bool squared = false;
  int relation_rank = 0;
  int batch = 512;
  double smoothing = 0;
  double dropout = 0;
  double relation_loss = 0;
  bool half = true;
  bool filter_negatives = true;
  bool askers = false;
  std::string loops = "keep";
  int blocks = 0;
  std::string memory, scratch;
  std::string encoder;
  int hidden = 0;
  // labels
  std::string graph, node_features;
  int layers = 2;
  std::string activation = "relu";
  double teleport = 0.1;
  double lambda = 0.5;
  double feature_dropout = 0.5;
  std::string feature_scale = "auto";
  std::string normalization = "symmetric";
  bool self_loops = true, directed = false;
  std::string class_weights = "alike";
  bool several = false;
  bool baselines = true;
  int bases = 8, block_width = 4;
  int neighbors = 0;
  // training
  std::string solver = "sgd";
  int block = 64;
  int steps = 2;
  int burn_in = 20;
  int samples = 50;
  std::string update = "sgd";
  double rate = 0.03;
  std::string decay = "linear";
  int epochs = 30;
  std::uint64_t seed = 1;
  int threads = 0;
  double time_budget = 0;
  std::string checkpoint;
  double checkpoint_every = 10;
  bool resume = false;
  // validation
  std::string valid;
  int patience = 0;
  // data
  std::string columns;
  std::string delimiter;
  std::string header = "auto";
  std::string encoding = "utf-8";
  std::string on_bad_row = "error";
  std::string on_duplicate = "last";
  std::string item_names;

  struct Field {
    std::string name;   // as on the command line, without dashes; TOML takes '_' for '-' too
    std::string group;  // model, training, validation, data
    std::string value;  // what its value looks like in help
    std::string help;
    std::variant<int Options::*, double Options::*, bool Options::*, std::uint64_t Options::*, std::string Options::*>
        member;
    double least = -std::numeric_limits<double>::infinity(), most = std::numeric_limits<double>::infinity();
    std::vector<std::string> choices = {};
    bool above_least = false;  // the value must exceed `least` rather than reach it
    std::string zero = {};     // the word by which a whole number is left to the program, and held as 0

    bool is_flag() const { return std::holds_alternative<bool Options::*>(member); }
    std::string get(const Options& options) const;
    // Parses and checks; a UsageError names the option, the text and what is allowed.
    void set(Options& options, const std::string& text) const;
  };
  // What suits a task, solver and model; an empty solver or model is the task's own.
  static Options preset(const std::string& task, const std::string& solver = "", const std::string& model = "",
                        const std::string& encoder = "");

  static const std::vector<Field>& fields();
  static const Field& field(const std::string& name);  // a UsageError proposes known names

  // What changes the trained bits: checkpoints resume only under the same values.
  std::vector<std::pair<std::string, std::string>> identity() const;
};

}  // namespace kinfold
