// Fuzz target: parses lines of N-Triples, of an edge list or of a Matrix Market file. The first byte selects which.
#include <cstdlib>

#include "io/kg/edge_list.h"
#include "io/kg/matrix_market.h"
#include "io/kg/n_triples.h"

namespace {

using namespace kinfold;

void check(bool good) {
  if (!good) std::abort();
}

void n_triples(NTriplesParser& reader, std::string_view line) {
  const NTriplesParser::Kind kind = reader.parse(line);
  if (kind == NTriplesParser::Kind::kError) check(!reader.error().empty());
  if (kind == NTriplesParser::Kind::kTriple)
    check(!reader.subject().empty() && !reader.predicate().empty() && !reader.object().empty());
}

// Checks that the columns are non-empty parts of the line, in order.
void edges(std::string_view line) {
  const EdgeListLine edge = edge_line(line);
  const char* last = line.data();
  for (std::size_t c = 0; c < std::min(edge.count, EdgeListLine::kMaxColumns); ++c) {
    check(!edge.column[c].empty() && edge.column[c].data() >= last);
    last = edge.column[c].data() + edge.column[c].size();
  }
  check(last <= line.data() + line.size());
}

bool matrix(MatrixMarketParser& reader, std::string_view line) {
  const MatrixMarketParser::Kind kind = reader.parse_line(line);
  if (kind == MatrixMarketParser::Kind::kEntry) check(reader.entry().row > 0 && reader.entry().column > 0);
  if (kind == MatrixMarketParser::Kind::kBadEntry || kind == MatrixMarketParser::Kind::kError)
    check(!reader.error().empty());
  return kind != MatrixMarketParser::Kind::kError;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  NTriplesParser triples;
  MatrixMarketParser market;
  std::vector<std::string> lines;
  bool goes_on = true;
  while (!text.empty() && goes_on) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    lines.emplace_back(line);
    if (data[0] % 3 == 0)
      n_triples(triples, line);
    else if (data[0] % 3 == 1)
      edges(line);
    else
      goes_on = matrix(market, line);
  }
  looks_like_edges(lines);
  return 0;
}
