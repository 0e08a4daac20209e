// The command line: verbs with their options, and the variables that receive the values. It wraps CLI11. Only
// command_line.cpp includes CLI11, because that adds three seconds to a compilation.
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

// Further properties of an option. Each setter returns the option itself.
class VerbOption {
 public:
  explicit VerbOption(CLI::Option* option) : option_(option) {}
  VerbOption& required();
  VerbOption& type_name(const std::string& name);  // placeholder of the value in help, such as FILE
  VerbOption& list();                              // accepts several values separated by commas
  VerbOption& repeatable(bool dots = false);       // one value per occurrence; `dots`: help shows "..."
  VerbOption& positive();
  VerbOption& between(int min, int max);
  VerbOption& between(double min, double max);

 private:
  CLI::Option* option_;
};

class Verb {
 public:
  explicit Verb(CLI::App* verb) : verb_(verb) {}

  // Adds an option if the name begins with a dash, otherwise a positional argument. T is std::string, std::size_t,
  // double, or a vector of one of the first two.
  template <class T>
  VerbOption add_option(const std::string& name, T& value, const std::string& help);
  void add_flag(const std::string& name, bool& value, const std::string& help);
  // Adds --config, the options of data sources (DataOptions) and the training options with these names.
  void add_options(Call& call, const std::vector<std::string>& names = {});
  // Adds --config and all training options. The help of the verb hides them; `help VERB TASK` explains them.
  void add_training_options(Call& call);
  void set_action(Call& call, std::function<void()> action);

  bool is_set(const std::string& option) const;
  bool has(const std::string& option) const;
  std::string help() const;

 private:
  void add_option(Call& call, const TrainOptions::Field& field, const std::string& group);

  CLI::App* verb_;
};

// A description of the command line. Shell completions and the man page are generated from it.
struct OptionInfo {
  std::vector<std::string> names;  // "--out", "-o"; a positional argument has one, such as "model"
  std::string value, help;         // `value`: placeholder of the value; empty for a flag
  std::vector<std::string> choices;
  bool is_flag() const { return value.empty(); }
};
struct VerbInfo {
  std::string name, description;
  std::vector<OptionInfo> positionals, options;
};

class CommandLine {
 public:
  CommandLine();
  ~CommandLine();

  // Adds a verb with the flag --json. If the user names this verb, parse() sets call.action to `action`.
  Verb add_verb(Call& call, const std::string& name, const std::string& description, std::function<void()> action);
  std::vector<std::string> verbs() const;
  Verb verb(const std::string& name);
  std::string help() const;
  std::vector<VerbInfo> describe() const;

  // Parses a command line. Returns false if it printed help or the version. Throws a UsageError if the line is wrong.
  bool parse(int count, char** args);

 private:
  std::unique_ptr<CLI::App> root_;
};

}  // namespace kinfold::app
