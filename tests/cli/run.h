// Runs the built program in a temporary folder and returns its output.
#pragma once
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/types.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "oracle/folder.h"

namespace kinfold::app {

using nlohmann::json;
using Args = std::vector<std::string>;

using oracle::read_file;
using oracle::write_text;
inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

struct RunResult {
  int status = -1;  // of the exit; 128 + the signal if one ended it
  std::string out, err;
  json parsed() const;  // out is one JSON object
};

// A test with a temporary folder. The program runs inside it, so that paths stay short.
class RunTest : public testing::Test {
 protected:
  std::filesystem::path in(const std::string& name) const { return folder_.path() / name; }
  std::string text(const std::string& name) const { return read_file(in(name)); }
  void write(const std::string& name, const std::string& content) const { write_text(in(name), content); }
  bool there(const std::string& name) const { return std::filesystem::exists(in(name)); }
  static std::string source() { return getenv("KINFOLD_SOURCE"); }
  static std::string demo(const std::string& name) { return source() + "/data/demo/" + name; }

  // Sorted names of the files in the folder, except the two output files of the program.
  std::vector<std::string> files() const;

  // `largest`: maximum size of a file in bytes, which simulates a full disk; 0: no limit.
  pid_t start(const Args& args, rlim_t largest = 0, const std::string& program = getenv("KINFOLD")) const;
  RunResult finish(pid_t child) const;
  RunResult run(const Args& args, rlim_t largest = 0) const { return finish(start(args, largest)); }

  // Runs a command that must succeed, and returns its JSON.
  json good(Args args) const;

  // Runs a command that must fail with `status`. `what`, `where` and `advice` must be parts of the message, as text and
  // as JSON, and the command must create no file.
  void fails(int status, const Args& args, const std::string& what, const std::string& where,
             const std::string& advice) const;

  // Ratings of 20 users and 15 items with times. Each user has rated two thirds of the items.
  static std::string tiny();
  // Writes tiny.csv and trains m.kf on it.
  void train_tiny(const Args& more = {}) const;

 private:
  oracle::Folder folder_;
};

}  // namespace kinfold::app
