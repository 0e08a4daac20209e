#include "io/nodes/label_reader.h"

#include "io/fixture.h"

namespace kinfold {
namespace {

using source::contains;
using source::SourceTest;
using Pairs = std::vector<std::pair<std::string, std::string>>;

class LabelsTest : public SourceTest {
 protected:
  Pairs of(const std::string& text, const SourceOptions& options = {}) {
    const bool query = text.starts_with("SELECT");
    if (!query) write("l.csv", text);
    report_ = {};
    const NodeLabels labels = read_labels(query ? text : path("l.csv"), options, report_);
    Pairs pairs;
    for (const NodeLabel& l : labels.rows) pairs.emplace_back(labels.nodes[l.node], labels.classes[l.class_id]);
    return pairs;
  }
  static SourceOptions columns(const std::string& text) {
    SourceOptions options;
    options.columns = text;
    return options;
  }

  const Pairs two_ = {{"ann", "red"}, {"bob", "blue"}};
  LabelsReport report_;
};

TEST_F(LabelsTest, ColumnsByCommonNamesByPositionAndByOption) {
  for (const char* header :
       {"node,label", "id,class", "Vertex,y", "name,category", "paper,label", "node_id,anything", "userId,club"})
    EXPECT_EQ(of(header + std::string("\nann,red\nbob,blue\n")), two_) << header;
  EXPECT_EQ(of("label,age,node\nred,7,ann\nblue,8,bob\n"), two_);
  EXPECT_EQ(report_.columns, "node, label");
  EXPECT_EQ(of("class,who,age\nred,ann,7\nblue,bob,8\n"), two_) << "the class by its name, the first other column";
  EXPECT_EQ(of("ann,red\nbob,blue\n"), two_);
  EXPECT_EQ(of("topic,year,paper\nred,7,ann\nblue,8,bob\n", columns("node=paper,label=topic")), two_);
  EXPECT_EQ(of("red,7,ann\nblue,8,bob\n", columns("node=3,label=1")), two_);
}

TEST_F(LabelsTest, TextsStayUnchanged) {
  EXPECT_EQ(of("node\tclub\n007\tMr. Hi\n7\t01\n"), (Pairs{{"007", "Mr. Hi"}, {"7", "01"}}));
  EXPECT_EQ(of("ann,book\nbob,song\n"), (Pairs{{"ann", "book"}, {"bob", "song"}})) << "a class name is not a header";
}

TEST_F(LabelsTest, NodesOfSeveralLabels) {
  EXPECT_EQ(of("node,label\na,x|y\nb,y\na,x\na,z\n"), (Pairs{{"a", "x"}, {"a", "y"}, {"b", "y"}, {"a", "z"}}));
  EXPECT_EQ(report_.rows, 4u);
  EXPECT_EQ(of("SELECT * FROM (VALUES (1, ['x|y', 'z']), (2, []), (3, ['z'])) t (node, label)"),
            (Pairs{{"1", "x|y"}, {"1", "z"}, {"3", "z"}}));
  EXPECT_EQ(report_.empty, 1u);
}

TEST_F(LabelsTest, RowsWithoutALabelAreCounted) {
  EXPECT_EQ(of("node,label\nann,red\ncat,\nbob,blue\n"), two_);
  EXPECT_EQ(report_.empty, 1u);
  const Error error = failure([&] { of("SELECT 1 AS node, NULL::VARCHAR AS label"); });
  EXPECT_TRUE(contains(error.problem(), "no row has a label")) << error.what();
  EXPECT_TRUE(contains(error.where(), "column 'label'")) << error.what();
}

TEST_F(LabelsTest, RowsWithoutANodeAreBad) {
  const std::string text = "node,label\nann,red\n,red\nbob,blue\n";
  const Error error = failure([&] { of(text); });
  EXPECT_EQ(error.problem(), "column 'node': the cell is empty");
  EXPECT_EQ(error.where(), path("l.csv") + ", line 3");
  SourceOptions options;
  options.skip_bad_rows = true;
  EXPECT_EQ(of(text, options), two_);
  EXPECT_EQ(report_.bad, 1u);
  ASSERT_EQ(report_.examples.size(), 1u);
}

TEST_F(LabelsTest, InvalidColumnsAreErrors) {
  EXPECT_TRUE(contains(failure([&] { of("node\na\nb\n"); }).problem(), "only one column"));
  EXPECT_TRUE(contains(failure([&] { of("SELECT 1 AS node"); }).problem(), "a label table needs two"));
  const Error role = failure([&] { of("a,x\n", columns("node=1,lable=2")); });
  EXPECT_TRUE(contains(role.advice(), "did you mean 'label'?")) << role.what();
  const Error name = failure([&] { of("node,label\na,x\n", columns("label=lable")); });
  EXPECT_TRUE(contains(name.advice(), "did you mean 'label'?")) << name.what();
}

}  // namespace
}  // namespace kinfold
