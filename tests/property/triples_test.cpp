// Triples with unusual names survive a round trip through each file format.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "io/kg/triple_reader.h"
#include "oracle/folder.h"

namespace kinfold {
namespace {

struct TripleNames {
  std::string head, relation, tail;
  friend bool operator==(const TripleNames&, const TripleNames&) = default;
};

// Pieces that need escaping in some format; names are never empty.
rc::Gen<std::string> name() {
  const auto piece =
      rc::gen::elementOf(std::vector<std::string>{"a",  "0", "00", "é", "日", "🎬",  "\t", " ", "\n",   ",", "\"",
                                                  "\\", "#", "%",  "<", ">",  "::", "_:", ".", "NULL", "'"});
  return rc::gen::map(rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(piece)),
                      [](const std::vector<std::string>& pieces) {
                        std::string text = "k";
                        for (const std::string& part : pieces) text += part;
                        return text + "k";
                      });
}

std::vector<TripleNames> some_names() {
  std::vector<TripleNames> rows;
  for (const auto& [head, relation, tail] :
       *rc::gen::nonEmpty(rc::gen::container<std::vector<std::tuple<std::string, std::string, std::string>>>(
           rc::gen::tuple(name(), name(), name()))))
    rows.push_back({head, relation, tail});
  return rows;
}

std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (char c : name) text += c == '"' ? "\"\"" : std::string(1, c);
  return text + "\"";
}

// The name as an IRI, with invalid characters escaped.
std::string bracketed(const std::string& name) {
  std::string text = "<";
  for (char c : name) {
    const bool is_odd = std::string("\t\n \"<>\\").find(c) != std::string::npos;
    char code[8];
    std::snprintf(code, sizeof code, "\\u%04X", unsigned(c));
    text += is_odd ? code : std::string(1, c);
  }
  return text + ">";
}

std::vector<TripleNames> read_back(const std::string& name, const std::string& text) {
  const oracle::Folder folder;
  oracle::write_text(folder / name, text);
  TriplesReport report;
  SourceOptions options;
  options.threads = 1;
  const Triples triples = read_triples(folder / name, GraphTask::kTriples, options, report);
  std::vector<TripleNames> rows;
  for (const Triple& t : triples.rows)
    rows.push_back({std::string(triples.entities[t.head]), std::string(triples.relations[t.relation]),
                    std::string(triples.entities[t.tail])});
  return rows;
}

RC_GTEST_PROP(TriplesProperty, TablesRoundTrip, ()) {
  const std::vector<TripleNames> rows = some_names();
  for (const std::string delimiter : {",", "\t"}) {
    std::string text = "head" + delimiter + "relation" + delimiter + "tail\n";
    for (const TripleNames& row : rows)
      text += quoted(row.head) + delimiter + quoted(row.relation) + delimiter + quoted(row.tail) + "\n";
    RC_ASSERT(read_back("t.txt", text) == rows);
  }
}

RC_GTEST_PROP(TriplesProperty, NTriplesRoundTrip, ()) {
  const std::vector<TripleNames> rows = some_names();
  std::string text;
  for (const TripleNames& row : rows)
    text += bracketed(row.head) + " " + bracketed(row.relation) + " " + bracketed(row.tail) + " .\n";
  RC_ASSERT(read_back("t.nt", text) == rows);
}

}  // namespace
}  // namespace kinfold
