// The command line: verbs, their options, and where the values go. CLI11 stands behind it, and is included by its
// source alone: it costs three seconds wherever it is.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "registry/options.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace kinfold::app {

struct Call;

// What more is said of an option.
class VerbOption {
 public:
  explicit VerbOption(CLI::Option* option) : option_(option) {}
  VerbOption& required();
  VerbOption& type_name(const std::string& name);  // what its value looks like in help
  VerbOption& list();                              // its values may be parted by commas
  VerbOption& repeatable(bool dots = false);       // one value each time that it is given; help may show so by dots
  VerbOption& positive();
  VerbOption& between(int least, int most);
  VerbOption& between(double least, double most);

 private:
  CLI::Option* option_;
};

class Verb {
 public:
  explicit Verb(CLI::App* verb) : verb_(verb) {}

  // A value by a name with dashes, or by its place. T: std::string, std::size_t or double, or a vector of the former.
  template <class T>
  VerbOption add_option(const std::string& name, T& value, const std::string& help);
  void add_flag(const std::string& name, bool& value, const std::string& help);
  // The options of sources (DataOptions) and those of these names, and --config.
  void add_options(Call& call, const std::vector<std::string>& names = {});
  // All options of training, which `help VERB TASK` explains.
  void add_training_options(Call& call);
  void when_chosen(Call& call, std::function<void()> action);

  bool given(const std::string& option) const;
  bool has(const std::string& option) const;
  std::string help() const;

 private:
  void add_option(Call& call, const TrainOptions::Field& field, const std::string& group);

  CLI::App* verb_;
};

// What the command line is, for what is made of it: completions of shells, a page for man.
struct ToldOption {
  std::vector<std::string> names;  // "--out", "-o"; of a place "model" alone
  std::string value, help;         // what its value looks like; empty where it takes none
  std::vector<std::string> choices;
  bool flag() const { return value.empty(); }
};
struct ToldVerb {
  std::string name, what;
  std::vector<ToldOption> places, options;
};

class CommandLine {
 public:
  CommandLine();
  ~CommandLine();

  // A verb with --json; `action` runs when it was chosen.
  Verb add_verb(Call& call, const std::string& name, const std::string& what, std::function<void()> action);
  std::vector<std::string> verbs() const;
  Verb verb(const std::string& name);
  std::string help() const;
  std::vector<ToldVerb> told() const;

  // False where help or the version was asked for, and given. A UsageError says what is wrong.
  bool parse(int count, char** words);

 private:
  std::unique_ptr<CLI::App> root_;
};

}  // namespace kinfold::app
