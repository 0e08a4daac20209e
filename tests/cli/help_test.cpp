// The help of every verb and task, compared with tests/cli/help; tools/golden_help writes these files.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/run.h"
#include "registry/registry.h"

namespace kinfold::app {
namespace {

namespace fs = std::filesystem;

fs::path golden_folder() { return fs::path(std::getenv("KINFOLD_SOURCE")) / "tests/cli/help"; }
constexpr std::size_t kMaxLines = 40;  // of the options of a task

struct Golden {
  Args command;
  std::string text;
};

Golden read_golden(const fs::path& path) {
  std::ifstream file(path);
  std::string line, word;
  std::getline(file, line);
  Golden golden;
  for (std::istringstream words(line); words >> word;) golden.command.push_back(word);
  golden.text.assign(std::istreambuf_iterator<char>(file), {});
  return golden;
}

std::vector<fs::path> golden_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(golden_folder())) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

class Help : public RunTest {};

TEST_F(Help, IsAsItWasRead) {
  ASSERT_GT(golden_files().size(), 30u);
  for (const fs::path& path : golden_files()) {
    const Golden golden = read_golden(path);
    EXPECT_EQ(run(golden.command).out, golden.text) << path.filename() << ": if this is meant, run tools/golden_help";
  }
}

TEST_F(Help, EveryVerbHasAFile) {
  const auto verbs = good({"help"})["verbs"];
  ASSERT_FALSE(verbs.empty());
  for (const std::string verb : verbs) EXPECT_TRUE(fs::exists(golden_folder() / (verb + ".txt"))) << verb;
}

TEST_F(Help, ATaskFitsAScreen) {
  for (const fs::path& path : golden_files()) {
    if (!path.filename().string().starts_with("train-")) continue;
    const std::string text = read_golden(path).text;
    EXPECT_LE(std::size_t(std::ranges::count(text, '\n')), kMaxLines) << path.filename();
  }
}

TEST_F(Help, EveryModelAndSolverFitsAScreen) {
  for (const std::string& task : kTasks)
    for (const std::string& model : models_of(task))
      for (const std::string& solver : solvers_of(task)) {
        const RunResult help = run({"help", "train", task, "--model", model, "--solver", solver});
        EXPECT_EQ(help.status, 0) << task << " " << model << " " << solver << ": " << help.err;
        EXPECT_LE(std::size_t(std::ranges::count(help.out, '\n')), kMaxLines) << task << " " << model << " " << solver;
      }
}

}  // namespace
}  // namespace kinfold::app
