#include "cli/run.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

namespace kinfold::app {

json RunResult::parsed() const {
  const json value = json::parse(out, nullptr, false);
  EXPECT_TRUE(value.is_object()) << "not one JSON object: " << out << err;
  return value;
}

std::vector<std::string> RunTest::files() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
    if (const auto name = entry.path().filename().string(); name != ".out" && name != ".err") names.push_back(name);
  std::ranges::sort(names);
  return names;
}

pid_t RunTest::start(const Args& words, rlim_t largest, const std::string& program) const {
  std::vector<char*> arguments{const_cast<char*>(program.c_str())};
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child != 0) return child;
  if (chdir(folder_.path().c_str()) != 0) _exit(126);
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

RunResult RunTest::finish(pid_t child) const {
  int status = 0;
  waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), text(".out"), text(".err")};
}

json RunTest::good(Args words) const {
  words.push_back("--json");
  const RunResult answer = run(words);
  EXPECT_EQ(answer.status, 0) << testing::PrintToString(words) << "\n" << answer.out << answer.err;
  return answer.parsed();
}

void RunTest::fails(int status, const Args& words, const std::string& what, const std::string& where,
                    const std::string& advice) const {
  SCOPED_TRACE(testing::PrintToString(words));
  const auto before = files();
  const RunResult plain = run(words);
  EXPECT_EQ(plain.status, status) << plain.out << plain.err;
  EXPECT_EQ(plain.out, "");
  for (const std::string& part : {what, where, advice})
    EXPECT_TRUE(contains(plain.err, part)) << "'" << part << "' is not in: " << plain.err;
  Args with_json = words;
  with_json.push_back("--json");
  const RunResult answer = run(with_json);
  EXPECT_EQ(answer.status, status);
  const json error = answer.parsed().value("error", json::object());
  EXPECT_EQ(error.size(), 3u) << answer.out;
  for (const auto& [key, part] : {std::pair("what", what), {"where", where}, {"advice", advice}})
    EXPECT_TRUE(contains(error.value(key, ""), part)) << "'" << part << "' is not in: " << error.dump();
  EXPECT_EQ(files(), before);
}

std::string RunTest::tiny() {
  std::string csv = "user,item,rating,time\n";
  for (int user = 0; user < 20; ++user)
    for (int item = 0; item < 15; ++item)
      if ((user + item) % 3 != 0)
        csv += "u" + std::to_string(user) + ",i" + std::to_string(item) + "," +
               std::to_string(1 + (user * item + user % 4) % 5) + "," + std::to_string(1000 + user * 15 + item) + "\n";
  return csv;
}

void RunTest::train_tiny(const Args& more) const {
  write("tiny.csv", tiny());
  Args words = {"train", "ratings", "tiny.csv", "--out", "m.kf", "--rank", "8", "--threads", "1"};
  words.insert(words.end(), more.begin(), more.end());
  const RunResult answer = run(words);
  ASSERT_EQ(answer.status, 0) << answer.err;
}

}  // namespace kinfold::app
