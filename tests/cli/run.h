// Runs the built program in a folder of the test's own, and gives back all that it says.
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

using oracle::slurp;
using oracle::spill;
inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

struct RunResult {
  int status = -1;  // of the exit; 128 + the signal if one ended it
  std::string out, err;
  json parsed() const;  // out is one JSON object
};

// A test with a folder that is gone afterwards; the program runs inside it, so that paths stay short.
class RunTest : public testing::Test {
 protected:
  std::filesystem::path in(const std::string& name) const { return folder_.path() / name; }
  std::string text(const std::string& name) const { return slurp(in(name)); }
  void write(const std::string& name, const std::string& content) const { spill(in(name), content); }
  bool there(const std::string& name) const { return std::filesystem::exists(in(name)); }
  static std::string source() { return getenv("KINFOLD_SOURCE"); }
  static std::string demo(const std::string& name) { return source() + "/data/demo/" + name; }

  // Names of all that lies in the folder, sorted; the program's own two outputs are left out.
  std::vector<std::string> files() const;

  // `largest`: no file may grow beyond so many bytes, as on a full disk; 0: no limit.
  pid_t start(const Args& words, rlim_t largest = 0, const std::string& program = getenv("KINFOLD")) const;
  RunResult finish(pid_t child) const;
  RunResult run(const Args& words, rlim_t largest = 0) const { return finish(start(words, largest)); }

  // A run that must succeed, and its JSON.
  json good(Args words) const;

  // A run that must fail: `what`, `where` and `advice` are parts of the message, as text and as JSON, and no file comes
  // into being.
  void fails(int status, const Args& words, const std::string& what, const std::string& where,
             const std::string& advice) const;

  // 20 users, 15 items, with times; every user has rated two thirds of the items.
  static std::string tiny();
  // A model of it, m.kf.
  void train_tiny(const Args& more = {}) const;

 private:
  oracle::Folder folder_;
};

}  // namespace kinfold::app
