#include "cli/completions.h"

#include <fmt/format.h>

#include "core/error.h"

namespace kinfold::app {
namespace {

// Within single quotes.
std::string in_quotes(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::vector<std::string> names_of(const std::vector<ToldVerb>& verbs) {
  std::vector<std::string> names;
  for (const ToldVerb& verb : verbs) names.push_back(verb.name);
  return names;
}

std::string bash(const std::vector<ToldVerb>& verbs) {
  std::string values, options;
  for (const ToldVerb& verb : verbs) {
    std::vector<std::string> all;
    for (const ToldOption& option : verb.options) {
      all.insert(all.end(), option.names.begin(), option.names.end());
      if (!option.choices.empty())
        values +=
            fmt::format("    '{} {}') words={} ;;\n", verb.name, option.names[0], in_quotes(join(option.choices, " ")));
    }
    options += fmt::format("    {}) words={} ;;\n", verb.name, in_quotes(join(all, " ")));
  }
  return fmt::format(R"(# Completes command lines of kinfold in bash. Made by kinfold help --completions bash.
_kinfold() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} words=
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W {} -- "$word"))
    return
  fi
  case "${{COMP_WORDS[1]}} ${{COMP_WORDS[COMP_CWORD - 1]}}" in
{}  esac
  [[ -z $words && $word == -* ]] && case ${{COMP_WORDS[1]}} in
{}  esac
  if [[ -n $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  else
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}}
complete -F _kinfold kinfold
)",
                     in_quotes(join(names_of(verbs), " ")), values, options);
}

// In a specification of zsh's _arguments, where brackets and colons part.
std::string in_zsh(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string zsh(const std::vector<ToldVerb>& verbs) {
  std::string list, cases;
  for (const ToldVerb& verb : verbs) {
    list += fmt::format("    {}\n", in_quotes(in_zsh(verb.name) + ":" + in_zsh(verb.what)));
    std::string of_verb;
    for (const ToldOption& option : verb.options)
      for (const std::string& name : option.names) {
        std::string told = name + "[" + in_zsh(option.help) + "]";
        if (!option.flag())
          told += ":" + in_zsh(option.value) + ":" +
                  (option.choices.empty() ? "_files" : "(" + join(option.choices, " ") + ")");
        of_verb += " \\\n        " + in_quotes(told);
      }
    cases += fmt::format("      {}) _arguments{} \\\n        '*:file:_files' ;;\n", verb.name, of_verb);
  }
  return fmt::format(R"(#compdef kinfold
# Completes command lines of kinfold in zsh. Made by kinfold help --completions zsh.
_kinfold() {{
  local -a verbs=(
{}  )
  if ((CURRENT == 2)); then
    _describe verb verbs
  else
    local verb=$words[2]
    shift words
    ((CURRENT--))
    case $verb in
{}    esac
  fi
}}
_kinfold "$@"
)",
                     list, cases);
}

std::string fish(const std::vector<ToldVerb>& verbs) {
  std::string text = "# Completes command lines of kinfold in fish. Made by kinfold help --completions fish.\n";
  for (const ToldVerb& verb : verbs) {
    text +=
        fmt::format("complete -c kinfold -f -n __fish_use_subcommand -a {} -d {}\n", verb.name, in_quotes(verb.what));
    for (const ToldOption& option : verb.options) {
      text += fmt::format("complete -c kinfold -n '__fish_seen_subcommand_from {}'", verb.name);
      for (const std::string& name : option.names)
        text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      if (!option.flag()) text += option.choices.empty() ? " -r" : " -x -a " + in_quotes(join(option.choices, " "));
      text += " -d " + in_quotes(option.help) + "\n";
    }
  }
  return text;
}

}  // namespace

std::string completions(const std::vector<ToldVerb>& verbs, const std::string& shell) {
  if (shell == "bash") return bash(verbs);
  if (shell == "zsh") return zsh(verbs);
  if (shell == "fish") return fish(verbs);
  throw UsageError("unknown shell '" + shell + "'", "--completions", known_choices(shell, kShells));
}

}  // namespace kinfold::app
