// Tests on public data sets that are not in the repository: row and name counts match the published ones. Skipped if
// the data sets are missing.
#include "io/graph_fixture.h"

namespace kinfold {
namespace {

struct Counts {
  const char* file;
  std::size_t rows, entities, relations;
};

class RealGraphs : public source::GraphTest {
 protected:
  static std::string data(const std::string& name) {
    const char *data = getenv("KINFOLD_DATA"), *source = getenv("KINFOLD_SOURCE");
    return (data ? data : std::string(source ? source : ".") + "/../shared/data") + "/" + name;
  }
  static void check(const std::vector<Counts>& expected, GraphTask kind) {
    for (const Counts& counts : expected) {
      if (!std::filesystem::exists(data(counts.file)))
        GTEST_SKIP() << "no " << data(counts.file) << "; set KINFOLD_DATA to the folder of the data sets";
      SCOPED_TRACE(counts.file);
      TriplesReport report;
      const Triples triples = read_triples(data(counts.file), kind, {}, report);
      EXPECT_EQ(triples.rows.size(), counts.rows);
      EXPECT_EQ(triples.entities.size(), counts.entities);
      EXPECT_EQ(triples.relations.size(), counts.relations);
    }
  }
};

TEST_F(RealGraphs, KnowledgeGraphs) {
  check({{"wn18rr/train.txt", 86835, 40559, 11},
         {"fb15k-237/train.txt", 272115, 14505, 237},
         {"kg-small/umls/train.txt", 5216, 135, 46},
         {"kg-small/nations-std/train.txt", 1592, 14, 55},
         {"kg-small/countries_S1/train.txt", 1111, 271, 2}},
        GraphTask::kTriples);
}

TEST_F(RealGraphs, EdgeLists) {
  check({{"graphs/ego-facebook.txt", 88234, 4039, 1},
         {"graphs/ppi.ungraph", 38739, 3890, 1},
         {"graphs/USAir.txt", 2126, 332, 1},
         {"graphs/NS.txt", 2742, 1461, 1},
         {"graphs/PB.txt", 19021, 1222, 1},
         {"graphs/Celegans.txt", 2359, 297, 1}},
        GraphTask::kLinks);
}

// Names keep their leading zeros, and the relation may be the first column.
TEST_F(RealGraphs, NamesStayUnchanged) {
  if (!std::filesystem::exists(data("kg-small/kinship/train.txt"))) GTEST_SKIP() << "no " << data("kg-small");
  TriplesReport report;
  const Triples words = read_triples(data("wn18rr/train.txt"), GraphTask::kTriples, {}, report);
  EXPECT_EQ(source::facts_of(words)[0], (source::Fact{"00260881", "_hypernym", "00260622"}));
  const Triples kin = read_triples(data("kg-small/kinship/train.txt"), GraphTask::kTriples,
                                   columns("relation=1,head=2,tail=3"), report);
  EXPECT_EQ(kin.rows.size(), 8548u);
  EXPECT_EQ(kin.relations.size(), 25u);
}

}  // namespace
}  // namespace kinfold
