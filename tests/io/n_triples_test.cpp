#include "io/kg/n_triples.h"

#include "io/graph_fixture.h"

namespace kinfold {
namespace {

using source::contains;
using source::Facts;
using Kind = NTriplesParser::Kind;

std::vector<std::string> terms(const std::string& text) {
  NTriplesParser line;
  if (line.parse(text) != Kind::kTriple) return {line.error()};
  return {line.subject(), line.predicate(), line.object()};
}

std::string error(const std::string& text) {
  NTriplesParser line;
  EXPECT_EQ(line.parse(text), Kind::kError) << text;
  return line.error();
}

TEST(NTriplesParser, Terms) {
  using Expected = std::vector<std::string>;
  EXPECT_EQ(terms("<http://a/s> <http://a/p> <http://a/o> ."), (Expected{"http://a/s", "http://a/p", "http://a/o"}));
  EXPECT_EQ(terms("  <s>\t<p>   <o>.  # why \r"), (Expected{"s", "p", "o"}));
  EXPECT_EQ(terms("<s><p><o>."), (Expected{"s", "p", "o"}));
  EXPECT_EQ(terms("_:a <p> _:b.1 ."), (Expected{"_:a", "p", "_:b.1"}));
  EXPECT_EQ(terms("_:a<p>_:b."), (Expected{"_:a", "p", "_:b"}));
}

TEST(NTriplesParser, Escapes) {
  EXPECT_EQ(terms(R"(<caf\u00e9> <\U0001F3AC\u65e5> <a\tb\n\"\\c> .)"),
            (std::vector<std::string>{"café", "🎬日", "a\tb\n\"\\c"}));
  EXPECT_TRUE(contains(error(R"(<a\x> <p> <o> .)"), "unknown escape '\\x'"));
  for (const char* bad : {R"(\u12)", R"(\u00zz)", R"(\uD800)", R"(\U00110000)", R"(\u0000)", R"(\u+123)"})
    EXPECT_TRUE(contains(error("<a" + std::string(bad) + "> <p> <o> ."), "is not a valid character")) << bad;
}

TEST(NTriplesParser, BlankLinesAndLiterals) {
  NTriplesParser line;
  for (const char* text : {"", "  \r", "# <s> <p> <o> ."}) EXPECT_EQ(line.parse(text), Kind::kSkip) << text;
  for (const char* object : {R"("x")", R"("say \"yes\" <o> .")", R"("x"@en-GB)", R"("1"^^<http://a#int>)", R"("")"})
    EXPECT_EQ(line.parse("<s> <p> " + std::string(object) + " ."), Kind::kLiteral) << object << line.error();
}

TEST(NTriplesParser, Errors) {
  EXPECT_EQ(error("s <p> <o> ."), "the subject is missing or is not an <IRI>");
  EXPECT_EQ(error("\"s\" <p> <o> ."), "the subject is missing or is not an <IRI>");
  EXPECT_EQ(error("<s> _:p <o> ."), "the predicate is missing or is not an <IRI>");
  EXPECT_EQ(error("<s> <p> ."), "the object is missing or is not an <IRI>");
  EXPECT_EQ(error("<s> <p> <o>"), "there is no full stop after the object");
  EXPECT_EQ(error("<s> <p> <o> . <x>"), "there is text after the full stop");
  EXPECT_TRUE(contains(error("<s> <p> <o> <g> ."), "a fourth term, as in N-Quads"));
  EXPECT_TRUE(contains(error("<s> <p> <o"), "the IRI of the object is not closed"));
  EXPECT_TRUE(contains(error("<s t> <p> <o> ."), "contains a space"));
  EXPECT_EQ(error("<> <p> <o> ."), "the IRI of the subject is empty");
  EXPECT_EQ(error("_: <p> <o> ."), "the blank node of the subject has no label");
  EXPECT_EQ(error("<s> <p> \"x ."), "the quote of the object is not closed");
  EXPECT_EQ(error("<s> <p> \"x\\"), "the quote of the object is not closed");
  EXPECT_EQ(error("<s> <p> \"x\"@ ."), "the object's language tag is empty");
  EXPECT_TRUE(contains(error("<s> <p> \"x\"^^int ."), "object's type is missing"));
}

class NTriplesFile : public source::GraphTest {
 protected:
  const std::string text_ =
      "# facts\n<http://x/ann> <http://x/knows> <http://x/bob> .\n\n<http://x/ann> <http://x/name> \"Ann\"@en .\n"
      "_:b <http://x/knows> <http://x/ann> .\n";
  const Facts facts_ = {{"http://x/ann", "http://x/knows", "http://x/bob"}, {"_:b", "http://x/knows", "http://x/ann"}};
};

TEST_F(NTriplesFile, Read) {
  EXPECT_EQ(triples("t.nt", text_), facts_);
  EXPECT_EQ(report_.literals, 1u);
  EXPECT_EQ(report_.rows, 3u);
  EXPECT_EQ(report_.columns, "subject, predicate, object");
  EXPECT_EQ(links("t.nt", text_)[0], (source::Fact{"http://x/ann", "link", "http://x/bob"}));
  for (const char* ending : {".gz", ".zst"}) {
    compress("t.nt", ending);
    EXPECT_EQ(facts("t.nt" + std::string(ending), GraphTask::kTriples), facts_);
  }
}

TEST_F(NTriplesFile, WindowsLineEndingsAndNoLastLineEnding) {
  EXPECT_EQ(triples("t.nt", "<a> <r> <b> .\r\n\r\n<b> <r> <c> ."), (Facts{{"a", "r", "b"}, {"b", "r", "c"}}));
}

TEST_F(NTriplesFile, ErrorNamesItsLine) {
  write("t.nt", text_ + "<a> <b> oops .\n");
  const auto read = [&](const std::string& name) { return failure([&] { facts(name, GraphTask::kTriples); }); };
  EXPECT_EQ(read("t.nt").where(), path("t.nt") + ", line 6");
  EXPECT_TRUE(contains(read("t.nt").advice(), "--on-bad-row skip"));
  compress("t.nt", ".gz");
  EXPECT_EQ(read("t.nt.gz").where(), path("t.nt.gz") + ", line 6");
  write("u.nt", "<a> <b> <c> .\n\n<a> <\xe9> <c> .\n");
  EXPECT_EQ(read("u.nt").problem(), "the text is not UTF-8");
  EXPECT_EQ(read("u.nt").where(), path("u.nt") + ", line 3");
}

TEST_F(NTriplesFile, BadLinesCanBeSkipped) {
  EXPECT_EQ(triples("t.nt", "bad\n\n<a> <\xe9> <c> .\n" + text_ + "bad\n", skipping()), facts_);
  EXPECT_EQ(report_.bad, 3u);
  ASSERT_EQ(report_.examples.size(), 3u);
  EXPECT_TRUE(report_.examples[0].starts_with(path("t.nt") + ", line 1: the subject")) << report_.examples[0];
  EXPECT_TRUE(report_.examples[1].starts_with(path("t.nt") + ", line 9: the subject")) << report_.examples[1];
  EXPECT_TRUE(report_.examples[2].starts_with(path("t.nt") + ", line 3: the text is")) << report_.examples[2];
}

TEST_F(NTriplesFile, NothingButLiterals) {
  write("t.nt", "<a> <b> \"c\" .\n");
  EXPECT_TRUE(contains(failure([&] { facts("t.nt", GraphTask::kTriples); }).problem(), "all objects are literals"));
  write("t.nt", "# nothing\n");
  EXPECT_TRUE(contains(failure([&] { facts("t.nt", GraphTask::kTriples); }).problem(), "it has no rows"));
}

TEST_F(NTriplesFile, MixedLineEndingsAreAnError) {
  write("t.nt", "<a> <b> <c> .\n<a> <b> <d> .\r<a> <b> <e> .\n");
  const Error error = failure([&] { facts("t.nt", GraphTask::kTriples); });
  EXPECT_TRUE(contains(error.advice(), "check that all line endings are the same")) << error.what();
}

}  // namespace
}  // namespace kinfold
