#include "cli/man_page.h"

#include <fmt/format.h>

#include "core/error.h"

namespace kinfold::app {
namespace {

// As text of roff: no dash is a hyphen, and no line begins a command.
std::string in_roff(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\')
      result += "\\e";
    else if (c == '-')
      result += "\\-";
    else if ((c == '.' || c == '\'') && (result.empty() || result.back() == '\n'))
      result += std::string("\\&") + c;
    else
      result += c;
  }
  return result;
}

std::string of_option(const ToldOption& option) {
  std::string names = "\\fB" + in_roff(join(option.names, ", ")) + "\\fR";
  if (!option.flag()) names += " \\fI" + in_roff(option.value) + "\\fR";
  return ".TP\n" + names + "\n" + in_roff(option.help) + "\n";
}

std::string of_verb(const ToldVerb& verb) {
  std::string text = ".SS \"kinfold " + verb.name;
  for (const ToldOption& place : verb.places) text += " " + in_roff(place.names[0]);
  text += "\"\n" + in_roff(verb.what) + ".\n";
  for (const ToldOption& place : verb.places) text += of_option(place);
  for (const ToldOption& option : verb.options) text += of_option(option);
  return text;
}

}  // namespace

std::string man_page(const std::vector<ToldVerb>& verbs) {
  std::string text = fmt::format(R"(.TH KINFOLD 1 "" "kinfold {}"
.SH NAME
kinfold \- learns vectors, and predicts, recommends and shows what it learned
.SH SYNOPSIS
\fBkinfold\fR \fIverb\fR [\fIoptions\fR]
.SH DESCRIPTION
kinfold learns a vector for every user, item, row, column, node or entity from the relations between them. Results go
to standard output, progress and warnings to standard error.
.SH VERBS
)",
                                 KINFOLD_VERSION);
  for (const ToldVerb& verb : verbs) text += of_verb(verb);
  return text + R"(.SH EXIT STATUS
0: done. 1: the work failed, and a message says what, where and what to do. 2: the command line is wrong.
)";
}

}  // namespace kinfold::app
