// Runs the built program in a folder of the test's own, and gives back all that it says.
#pragma once
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

namespace kinfold::app {

using nlohmann::json;
using Words = std::vector<std::string>;

inline std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void spill(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

struct Answer {
  int status = -1;  // of the exit; 128 + the signal if one ended it
  std::string out, err;
  json parsed() const {
    const json value = json::parse(out, nullptr, false);
    EXPECT_FALSE(value.is_discarded()) << "not one JSON object: " << out << err;
    return value;
  }
};

// A test with a folder that is gone afterwards; the program runs inside it, so that paths stay short.
class RunTest : public testing::Test {
 protected:
  RunTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "kinfold_test.XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~RunTest() override {
    std::error_code error;
    std::filesystem::remove_all(folder_, error);
  }

  std::filesystem::path in(const std::string& name) const { return folder_ / name; }
  std::string text(const std::string& name) const { return slurp(in(name)); }
  void write(const std::string& name, const std::string& content) const { spill(in(name), content); }
  bool there(const std::string& name) const { return std::filesystem::exists(in(name)); }
  static std::string demo(const std::string& name) {
    return std::string(getenv("KINFOLD_SOURCE")) + "/data/demo/" + name;
  }

  // Names of all that lies in the folder, sorted; the program's own two outputs are left out.
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
      if (const auto name = entry.path().filename().string(); name != ".out" && name != ".err") names.push_back(name);
    std::ranges::sort(names);
    return names;
  }

  // `largest`: no file may grow beyond so many bytes, as on a full disk; 0: no limit.
  pid_t start(const Words& words, rlim_t largest = 0, const std::string& program = getenv("KINFOLD")) const {
    std::vector<char*> arguments{const_cast<char*>(program.c_str())};
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const pid_t child = fork();
    if (child != 0) return child;
    if (chdir(folder_.c_str()) != 0) _exit(126);
    dup2(open(".out", O_WRONLY | O_CREAT | O_TRUNC, 0644), STDOUT_FILENO);
    dup2(open(".err", O_WRONLY | O_CREAT | O_TRUNC, 0644), STDERR_FILENO);
    if (largest > 0) {
      signal(SIGXFSZ, SIG_IGN);
      const rlimit limit{largest, largest};
      setrlimit(RLIMIT_FSIZE, &limit);
    }
    execv(arguments[0], arguments.data());
    _exit(127);
  }

  Answer finish(pid_t child) const {
    int status = 0;
    waitpid(child, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), slurp(in(".out")), slurp(in(".err"))};
  }

  Answer run(const Words& words, rlim_t largest = 0) const { return finish(start(words, largest)); }

  // A run that must succeed, and its JSON.
  json good(Words words) const {
    words.push_back("--json");
    const Answer answer = run(words);
    EXPECT_EQ(answer.status, 0) << testing::PrintToString(words) << "\n" << answer.out << answer.err;
    return answer.parsed();
  }

  // A run that must fail: `what`, `where` and `advice` are parts of the message, as text and as JSON, and no file comes
  // into being.
  void fails(int status, const Words& words, const std::string& what, const std::string& where,
             const std::string& advice) const {
    SCOPED_TRACE(testing::PrintToString(words));
    const auto before = files();
    const Answer plain = run(words);
    EXPECT_EQ(plain.status, status) << plain.out << plain.err;
    EXPECT_EQ(plain.out, "");
    for (const std::string& part : {what, where, advice})
      EXPECT_NE(plain.err.find(part), std::string::npos) << "'" << part << "' is not in: " << plain.err;
    Words with_json = words;
    with_json.push_back("--json");
    const Answer answer = run(with_json);
    EXPECT_EQ(answer.status, status);
    const json error = answer.parsed().value("error", json::object());
    EXPECT_EQ(error.size(), 3u) << answer.out;
    for (const auto& [key, part] : {std::pair("what", what), {"where", where}, {"advice", advice}})
      EXPECT_NE(error.value(key, "").find(part), std::string::npos) << "'" << part << "' is not in: " << error.dump();
    EXPECT_EQ(files(), before);
  }

  // 20 users, 15 items, with times; every user has rated two thirds of the items.
  static std::string tiny() {
    std::string csv = "user,item,rating,time\n";
    for (int user = 0; user < 20; ++user)
      for (int item = 0; item < 15; ++item)
        if ((user + item) % 3 != 0)
          csv += "u" + std::to_string(user) + ",i" + std::to_string(item) + "," +
                 std::to_string(1 + (user * item + user % 4) % 5) + "," + std::to_string(1000 + user * 15 + item) +
                 "\n";
    return csv;
  }
  // A model of it, m.kf.
  void train_tiny(const Words& more = {}) const {
    write("tiny.csv", tiny());
    Words words = {"train", "ratings", "tiny.csv", "--out", "m.kf", "--rank", "8", "--threads", "1"};
    words.insert(words.end(), more.begin(), more.end());
    const Answer answer = run(words);
    ASSERT_EQ(answer.status, 0) << answer.err;
  }

 private:
  std::filesystem::path folder_;
};

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace kinfold::app
