// Completions and the page for man, as shells and roff take them.
#include <gtest/gtest.h>

#include <cstdio>

#include "cli/run.h"

namespace kinfold::app {
namespace {

class Completions : public RunTest {
 protected:
  std::string made(const std::string& option, const std::string& value = "") const {
    Words words = {"help", option};
    if (!value.empty()) words.push_back(value);
    const Answer answer = run(words);
    EXPECT_EQ(answer.status, 0) << answer.err;
    return answer.out;
  }
  // What bash proposes for the last of some words.
  std::string proposed(const std::string& words, int last) const {
    const std::string script = ". " + in("kinfold.bash").string() + "; COMP_WORDS=(" + words +
                               "); COMP_CWORD=" + std::to_string(last) + "; _kinfold; printf '%s ' \"${COMPREPLY[@]}\"";
    return said("bash -c \"" + escaped(script) + "\"");
  }
  static std::string said(const std::string& command) {
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
  write("kinfold.bash", made("--completions", "bash"));
  write("ratings.csv", "");
  EXPECT_EQ(proposed("kinfold ser", 1), "serve ");
  EXPECT_EQ(proposed("kinfold serve m.kf --tok", 3), "--token-file ");
  EXPECT_EQ(proposed("kinfold train ratings --solver al", 4), "als ");
  EXPECT_TRUE(contains(proposed("kinfold train ratings " + in("rat").string(), 3), "ratings.csv"));
}

TEST_F(Completions, EveryVerbAndOptionIsThereInAllShells) {
  const std::string zsh = made("--completions", "zsh"), fish = made("--completions", "fish"), man = made("--man");
  for (const char* verb : {"train", "serve", "recommend", "help"}) {
    EXPECT_TRUE(contains(zsh, std::string("      ") + verb + ") _arguments")) << verb;
    EXPECT_TRUE(contains(fish, std::string("-a ") + verb + " -d")) << verb;
    EXPECT_TRUE(contains(man, std::string(".SS \"kinfold ") + verb)) << verb;
  }
  EXPECT_TRUE(contains(zsh, "'--out["));
  EXPECT_TRUE(contains(fish, "-l out -s o -r"));
  fails(2, {"help", "--completions", "csh"}, "unknown shell 'csh'", "--completions", "zsh");
}

TEST_F(Completions, TheManPageIsGoodRoff) {
  if (said("command -v groff").empty()) GTEST_SKIP() << "no groff";
  write("kinfold.1", made("--man"));
  EXPECT_EQ(said("groff -man -ww -z " + in("kinfold.1").string() + " 2>&1"), "");
}

}  // namespace
}  // namespace kinfold::app
