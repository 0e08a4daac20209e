#include "io/kg/matrix_market.h"

#include <charconv>

#include "core/text.h"
#include "io/kg/edge_list.h"

namespace kinfold {
namespace {

bool parse(std::string_view text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

MatrixMarketParser::Kind MatrixMarketParser::fail(Kind kind, const std::string& what, const std::string& advice) {
  error_ = what;
  advice_ = advice;
  return kind;
}

MatrixMarketParser::Kind MatrixMarketParser::parse_line(std::string_view line) {
  if (state_ == State::kBanner) return banner(line);
  if (line.starts_with('%') || edge_line(line).count == 0) return Kind::kSkip;
  return state_ == State::kSize ? size(line) : next_entry(line);
}

MatrixMarketParser::Kind MatrixMarketParser::banner(std::string_view line) {
  static const std::string expected =
      "the banner must be: %%MatrixMarket matrix coordinate (real, integer or pattern) (general or symmetric)";
  const EdgeListLine words = edge_line(line);
  if (words.count != 5 || lower_case(std::string(words.column[0])) != "%%matrixmarket")
    return fail(Kind::kError, "this is not the banner of a Matrix Market file", expected);
  const std::string object = lower_case(std::string(words.column[1])),
                    format = lower_case(std::string(words.column[2])), field = lower_case(std::string(words.column[3])),
                    symmetry = lower_case(std::string(words.column[4]));
  if (object != "matrix" || format != "coordinate")
    return fail(Kind::kError, "a '" + object + " " + format + "' is not a list of links", expected);
  if (field != "real" && field != "integer" && field != "pattern")
    return fail(Kind::kError, "entries of type '" + field + "' cannot be weights of links", expected);
  if (symmetry != "general" && symmetry != "symmetric")
    return fail(Kind::kError, "a '" + symmetry + "' matrix is not supported", expected);
  is_pattern_ = field == "pattern";
  state_ = State::kSize;
  return Kind::kSkip;
}

MatrixMarketParser::Kind MatrixMarketParser::size(std::string_view line) {
  const EdgeListLine words = edge_line(line);
  std::uint64_t columns = 0;
  if (words.count != 3 || !parse(words.column[0], nodes_) || !parse(words.column[1], columns) ||
      !parse(words.column[2], expected_))
    return fail(Kind::kError, "the size line is not three whole numbers: rows, columns and entries");
  if (nodes_ != columns)
    return fail(Kind::kError,
                "the matrix has " + std::to_string(nodes_) + " rows and " + std::to_string(columns) +
                    " columns, but rows and columns must be the same nodes",
                "for a bipartite graph, use a table with a distinct name for each node");
  state_ = State::kEntries;
  return Kind::kSkip;
}

MatrixMarketParser::Kind MatrixMarketParser::next_entry(std::string_view line) {
  const EdgeListLine words = edge_line(line);
  const std::size_t columns = is_pattern_ ? 2 : 3;
  if (words.count != columns)
    return fail(Kind::kBadEntry,
                "the row has " + std::to_string(words.count) + " columns, not " + std::to_string(columns));
  for (std::uint64_t* node : {&entry_.row, &entry_.column}) {
    const std::string_view text = words.column[node == &entry_.row ? 0 : 1];
    if (!parse(text, *node) || *node < 1 || *node > nodes_)
      return fail(Kind::kBadEntry,
                  "'" + std::string(text) + "' is not a whole number from 1 to " + std::to_string(nodes_));
  }
  entry_.value = is_pattern_ ? std::string_view() : words.column[2];
  return Kind::kEntry;
}

}  // namespace kinfold
