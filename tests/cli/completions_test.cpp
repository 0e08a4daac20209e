// Shell completions and the man page, checked with bash and groff.
#include <gtest/gtest.h>

#include <cstdio>

#include "cli/run.h"

namespace kinfold::app {
namespace {

class Completions : public RunTest {
 protected:
  std::string output_of(const std::string& option, const std::string& value = "") const {
    Args words = {"help", option};
    if (!value.empty()) words.push_back(value);
    const RunResult answer = run(words);
    EXPECT_EQ(answer.status, 0) << answer.err;
    return answer.out;
  }
  // The completions that bash proposes for the last word.
  std::string completions_of(const std::string& words, int index) const {
    const std::string script = ". " + in("kinfold.bash").string() + "; COMP_WORDS=(" + words +
                               "); COMP_CWORD=" + std::to_string(index) +
                               "; _kinfold; printf '%s ' \"${COMPREPLY[@]}\"";
    return shell_output("bash -c \"" + escaped(script) + "\"");
  }
  static std::string shell_output(const std::string& command) {
    std::string text;
    std::FILE* pipe = popen(command.c_str(), "r");
    for (int c; (c = std::fgetc(pipe)) != EOF;) text += char(c);
    pclose(pipe);
    return text;
  }
  static std::string escaped(const std::string& script) {
    std::string text;
    for (const char c : script) text += (c == '"' || c == '$' || c == '\\') ? std::string("\\") + c : std::string(1, c);
    return text;
  }
};

TEST_F(Completions, BashProposesVerbsOptionsChoicesAndFiles) {
  write("kinfold.bash", output_of("--completions", "bash"));
  write("ratings.csv", "");
  EXPECT_EQ(completions_of("kinfold ser", 1), "serve ");
  EXPECT_EQ(completions_of("kinfold serve m.kf --tok", 3), "--token-file ");
  EXPECT_EQ(completions_of("kinfold train ratings --solver al", 4), "als ");
  EXPECT_TRUE(contains(completions_of("kinfold train ratings " + in("rat").string(), 3), "ratings.csv"));
}

TEST_F(Completions, AllShellsHaveEveryVerbAndOption) {
  const std::string zsh = output_of("--completions", "zsh"), fish = output_of("--completions", "fish"),
                    man = output_of("--man");
  for (const char* verb : {"train", "serve", "recommend", "help"}) {
    EXPECT_TRUE(contains(zsh, std::string("      ") + verb + ") _arguments")) << verb;
    EXPECT_TRUE(contains(fish, std::string("-a ") + verb + " -d")) << verb;
    EXPECT_TRUE(contains(man, std::string(".SS \"kinfold ") + verb)) << verb;
  }
  EXPECT_TRUE(contains(zsh, "'--out["));
  EXPECT_TRUE(contains(fish, "-l out -s o -r"));
  fails(2, {"help", "--completions", "csh"}, "unknown shell 'csh'", "--completions", "zsh");
}

TEST_F(Completions, ManPageIsValidRoff) {
  if (shell_output("command -v groff").empty()) GTEST_SKIP() << "no groff";
  write("kinfold.1", output_of("--man"));
  EXPECT_EQ(shell_output("groff -man -ww -z " + in("kinfold.1").string() + " 2>&1"), "");
}

}  // namespace
}  // namespace kinfold::app
