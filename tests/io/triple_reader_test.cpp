#include "io/graph_fixture.h"

namespace kinfold {
namespace {

using source::contains;
using source::Fact;
using source::Facts;

class TriplesTest : public source::GraphTest {
 protected:
  const Facts family_ = {{"ann", "knows", "bob"}, {"bob", "likes", "0012"}, {"0012", "knows", "ann"}};
  const std::string rows_ = "ann\tknows\tbob\nbob\tlikes\t0012\n0012\tknows\tann\n";
};

TEST_F(TriplesTest, ColumnsByPosition) {
  EXPECT_EQ(triples("t.tsv", rows_), family_);
  EXPECT_EQ(report_.rows, 3u);
  EXPECT_EQ(triples("t.csv", "007,1,02\n02,1,007\n"), (Facts{{"007", "1", "02"}, {"02", "1", "007"}}));
}

TEST_F(TriplesTest, ColumnsByCommonNames) {
  for (const char* header : {"head\trelation\ttail", "Subject\tPredicate\tObject", "h\tr\tt", "s\tp\to",
                             "from\trel\tto", "#head\trelation\ttail"})
    EXPECT_EQ(triples("t.tsv", header + ("\n" + rows_)), family_) << header;
  EXPECT_EQ(triples("t.csv", "tail,weight,source,predicate,timestamp\nb,2.5,a,r,7\n"),
            (Facts{{"a", "r", "b", 2.5, 7}}));
  EXPECT_EQ(report_.columns, "source, predicate, tail, weight, timestamp");
}

// A single common name in the first row may be an entity.
TEST_F(TriplesTest, RowOfNamesIsNotAHeader) {
  EXPECT_EQ(triples("t.tsv", "head\tpart_of\tbody\narm\tpart_of\tbody\n").size(), 2u);
  EXPECT_EQ(triples("t.tsv", "user\tuses\ttime\nuser\tis\tid\n").size(), 2u);
  EXPECT_EQ(triples("t.tsv", "#fun\tlike\t#joy\nx\tlike\t#fun\ny\tlike\t#joy\n").size(), 3u) << "not a comment";
}

TEST_F(TriplesTest, ColumnsCanBeGiven) {
  const Facts expected = {{"ann", "knows", "bob"}, {"bob", "likes", "cat"}};
  EXPECT_EQ(triples("t.tsv", "knows\tann\tbob\nlikes\tbob\tcat\n", columns("relation=1,head=2,tail=3")), expected);
  EXPECT_EQ(triples("t.tsv", "verb\twho\twhom\nknows\tann\tbob\nlikes\tbob\tcat\n",
                    columns("relation=verb,source=who,target=whom")),
            expected);
}

TEST_F(TriplesTest, DateInTheFourthColumnIsATime) {
  EXPECT_EQ(triples("t.tsv", "a\tr\tb\t1970-01-02\nb\tr\tc\t1970-01-03\n"),
            (Facts{{"a", "r", "b", 1, 86400}, {"b", "r", "c", 1, 172800}}));
}

TEST_F(TriplesTest, Links) {
  EXPECT_EQ(links("g.csv", "1,2\n2,03\n"), (Facts{{"1", "link", "2"}, {"2", "link", "03"}}));
  EXPECT_EQ(links("g.csv", "1,2,0.5\n2,3,4\n"), (Facts{{"1", "link", "2", 0.5}, {"2", "link", "3", 4}}));
  EXPECT_EQ(links("g.csv", "1,2,0.5,60\n2,3,4,70\n"), (Facts{{"1", "link", "2", 0.5, 60}, {"2", "link", "3", 4, 70}}));
  EXPECT_EQ(links("g.csv", "source,target\nann,bob\n"), (Facts{{"ann", "link", "bob"}}));
  EXPECT_EQ(links("g.csv", "note,to,from,weight\nx,ann,bob,3\n"), (Facts{{"bob", "link", "ann", 3}}));
  EXPECT_EQ(links("g.csv", "head,relation,tail\nann,knows,bob\n"), (Facts{{"ann", "link", "bob"}}));
  EXPECT_EQ(links("g.csv", "ann,knows,bob\n", columns("source=1,target=3")), (Facts{{"ann", "link", "bob"}}));
  EXPECT_EQ(links("g.csv", "ann,7\nbob,8\n", columns("source=1,target=2")).size(), 2u);
}

TEST_F(TriplesTest, ParquetJsonTablesAndQueries) {
  write("t.tsv", "head\trelation\ttail\n" + rows_);
  const std::string rows = "(SELECT * FROM read_csv(" + sql_text(path("t.tsv")) + ", all_varchar = true))";
  DuckDb db;
  for (const char* name : {"t.parquet", "t.json"}) {
    db.run("COPY " + rows + " TO " + sql_text(path(name)), "test");
    EXPECT_EQ(facts(name, GraphTask::kTriples), family_) << name;
  }
  db.run("ATTACH " + sql_text(path("d.duckdb")) + " AS d", "test");
  db.run("CREATE TABLE d.facts AS FROM " + rows, "test");
  db.run("DETACH d", "test");
  EXPECT_EQ(facts("d.duckdb::facts", GraphTask::kTriples), family_);
  TriplesReport report;
  EXPECT_EQ(source::facts_of(read_triples("SELECT 1 AS h, 'r' AS r, 2 AS t, 3::DECIMAL(3,1) AS weight",
                                          GraphTask::kTriples, {}, report)),
            (Facts{{"1", "r", "2", 3}}));
}

TEST_F(TriplesTest, CompressedFilesAndGlobs) {
  write("a1.tsv", rows_);
  write("a2.tsv", "x\tis\ty\n");
  EXPECT_EQ(facts("a*.tsv", GraphTask::kTriples).size(), 4u);
  compress("a1.tsv", ".gz");
  EXPECT_EQ(facts("a1.tsv.gz", GraphTask::kTriples), family_);
}

TEST_F(TriplesTest, TabsAndColonsInNames) {
  EXPECT_EQ(triples("t.csv", "head,relation,tail\n\"a\tb\",r,\"c,\n\"\"d\"\"\"\n"),
            (Facts{{"a\tb", "r", "c,\n\"d\""}}));
  EXPECT_EQ(triples("t.tsv", "\"a\tb\"\tr\tc\nd\tr\te\n").front(), (Fact{"a\tb", "r", "c"}));
  EXPECT_EQ(triples("t.tsv", "std::swap\tcalls\tstd::move\nstd::sort\tcalls\tstd::swap\n").back(),
            (Fact{"std::sort", "calls", "std::swap"}));
}

class TripleErrors : public source::GraphTest {
 protected:
  Error wrong(const std::string& content, GraphTask kind = GraphTask::kTriples, const SourceOptions& options = {}) {
    write("t.csv", content);
    return failure([&] { facts("t.csv", kind, options); });
  }
};

TEST_F(TripleErrors, TwoColumnsAreLinks) {
  const Error named = wrong("from,to\na,b\n");
  EXPECT_TRUE(contains(named.problem(), "it has two columns, but a triple needs three")) << named.what();
  EXPECT_TRUE(contains(named.advice(), "columns: from, to; for two columns, use `train links`")) << named.what();
  const Error weighted = wrong("source,target,weight\na,b,1\n");
  EXPECT_TRUE(contains(weighted.problem(), "no column for the relation")) << weighted.what();
  EXPECT_TRUE(contains(weighted.advice(), "columns: source, target, weight")) << weighted.what();
}

TEST_F(TripleErrors, LinksHaveNoRelation) {
  write("t.csv", "a,r,b\n");
  EXPECT_THROW(facts("t.csv", GraphTask::kLinks, columns("relation=2")), UsageError);
  const Error named = wrong("a,r,b\n", GraphTask::kLinks, columns("relation=2"));
  EXPECT_TRUE(contains(named.advice(), "`train triples`")) << named.what();
  for (const char* content : {"a,r,b\nb,r,c\n", "001,r,002\n002,r,003\n"}) {
    const Error three = wrong(content, GraphTask::kLinks);
    EXPECT_TRUE(contains(three.problem(), "look like head, relation and tail")) << three.what();
    EXPECT_TRUE(contains(three.advice(), "use `train triples`")) << three.what();
  }
}

TEST_F(TripleErrors, InvalidColumnsOption) {
  EXPECT_TRUE(contains(wrong("head,rel,tail\na,b,c\n", GraphTask::kTriples, columns("head=haed")).advice(),
                       "did you mean 'head'?"));
  EXPECT_TRUE(contains(wrong("a,b,c\n", GraphTask::kTriples, columns("user=1")).problem(), "unknown role 'user'"));
  EXPECT_TRUE(contains(wrong("a,b,c\n", GraphTask::kTriples, columns("user=1")).advice(), "head, relation, tail"));
  EXPECT_TRUE(contains(wrong("a,b,c\n", GraphTask::kTriples, columns("head=1,source=2")).problem(), "appears twice"));
  EXPECT_TRUE(contains(wrong("a,b,c\n", GraphTask::kTriples, columns("head=9")).problem(), "there is no column '9'"));
}

TEST_F(TripleErrors, NoRows) {
  EXPECT_TRUE(contains(wrong("").problem(), "the file is empty"));
  EXPECT_TRUE(contains(wrong("head,relation,tail\n").problem(), "it has no rows"));
  EXPECT_TRUE(contains(wrong("# a comment\n\n", GraphTask::kLinks).problem(), "it has no rows"));
  TriplesReport report;
  EXPECT_TRUE(contains(failure([&] {
                         read_triples("SELECT 'a' AS h, 'b' AS r, 'c' AS t WHERE false", GraphTask::kTriples, {},
                                      report);
                       }).problem(),
                       "it has no rows"));
}

TEST_F(TripleErrors, EmptyIds) {
  const Error tail = wrong("head,relation,tail\na,r,b\na,r,\n");
  EXPECT_EQ(tail.problem(), "column 'tail': the cell is empty");
  EXPECT_EQ(tail.where(), path("t.csv") + ", line 3");
  EXPECT_EQ(wrong("head,relation,tail\n,,b\n").problem(), "column 'head': the cell is empty");
  EXPECT_EQ(wrong("head,relation,tail\na,\"\",b\n").problem(), "column 'relation': the cell is empty");
}

TEST_F(TripleErrors, WeightsMustBeFiniteAndAboveZero) {
  for (const auto& [weight, what] : {std::pair("0", "the weight is not above 0"),
                                     {"-1", "not above 0"},
                                     {"1e-60", "not above 0"},
                                     {"inf", "is not finite"},
                                     {"nan", "is not finite"},
                                     {"1e60", "too large for a 32-bit number"},
                                     {"x", "'x' is not a number"},
                                     {"", "the cell is empty"}}) {
    const Error error = wrong("source,target,weight\na,b,1\nb,c," + std::string(weight) + "\n", GraphTask::kLinks);
    EXPECT_TRUE(contains(error.problem(), "column 'weight': ")) << error.what();
    EXPECT_TRUE(contains(error.problem(), what)) << error.what();
    EXPECT_EQ(error.where(), path("t.csv") + ", line 3");
  }
}

TEST_F(TripleErrors, TextThatIsNotUtf8) {
  const Error error = wrong("head,relation,tail\na,r,b\nZo\xeb,r,c\n");
  EXPECT_EQ(error.problem(), "the text is not UTF-8");
  EXPECT_EQ(error.where(), path("t.csv") + ", line 3");
}

TEST_F(TripleErrors, BadRowsCanBeSkipped) {
  const Facts rows = links("t.csv", "source,target,weight\na,b,1\nb,,2\nc,d,-1\ne,f\ng,h,2\n", skipping());
  EXPECT_EQ(rows, (Facts{{"a", "link", "b"}, {"g", "link", "h", 2}}));
  EXPECT_EQ(report_.bad, 3u);
  ASSERT_EQ(report_.examples.size(), 3u);
  EXPECT_EQ(report_.examples[0], path("t.csv") + ", line 3: column 'target': the cell is empty");
}

}  // namespace
}  // namespace kinfold
