#include "cli/man_page.h"

#include <fmt/format.h>

#include "core/error.h"

namespace kinfold::app {
namespace {

// Escapes a text for roff, so that dashes stay dashes and no line starts a request.
std::string escape_roff(const std::string& text) {
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

std::string option_entry(const OptionInfo& option) {
  std::string names = "\\fB" + escape_roff(join(option.names, ", ")) + "\\fR";
  if (!option.is_flag()) names += " \\fI" + escape_roff(option.value) + "\\fR";
  return ".TP\n" + names + "\n" + escape_roff(option.help) + "\n";
}

std::string verb_section(const VerbInfo& verb) {
  std::string text = ".SS \"kinfold " + verb.name;
  for (const OptionInfo& positional : verb.positionals) text += " " + escape_roff(positional.names[0]);
  text += "\"\n" + escape_roff(verb.description) + ".\n";
  for (const OptionInfo& positional : verb.positionals) text += option_entry(positional);
  for (const OptionInfo& option : verb.options) text += option_entry(option);
  return text;
}

}  // namespace

std::string man_page(const std::vector<VerbInfo>& verbs) {
  std::string text = fmt::format(R"(.TH KINFOLD 1 "" "kinfold {}"
.SH NAME
kinfold \- trains embedding models, predicts, recommends and serves
.SH SYNOPSIS
\fBkinfold\fR \fIverb\fR [\fIoptions\fR]
.SH DESCRIPTION
kinfold trains recommenders, PCA-style matrix models, knowledge-graph embeddings and graph convolutional networks. Each
model holds embedding vectors of users, items, rows, columns, nodes or entities. Results go to standard output, progress
and warnings go to standard error.
.SH VERBS
)",
                                 KINFOLD_VERSION);
  for (const VerbInfo& verb : verbs) text += verb_section(verb);
  return text + R"(.SH EXIT STATUS
0: success. 1: the command failed; the message says what failed, where, and what to do. 2: the command line is wrong.
)";
}

}  // namespace kinfold::app
