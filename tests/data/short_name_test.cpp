#include "data/short_name.h"

#include <gtest/gtest.h>

namespace kinfold {
namespace {

TEST(ShortName, IsTheLastPartOfAnIri) {
  EXPECT_EQ(short_name("http://dbpedia.org/resource/Rome"), "Rome");
  EXPECT_EQ(short_name("https://www.w3.org/2000/01/rdf-schema#label"), "label");
  EXPECT_EQ(short_name("<http://a/b#c>"), "c");
  EXPECT_EQ(short_name("urn:isbn:0451450523"), "0451450523");
  EXPECT_EQ(short_name("urn:x/y"), "y");
}

TEST(ShortName, OtherIdsAreUnchanged) {
  for (const char* id : {"/m/027rn", "00260881", "_:b/c", "a#b", "http://a/", "urn:", "<a/b>", "ftp://a/b", ""})
    EXPECT_EQ(short_name(id), id);
}

}  // namespace
}  // namespace kinfold
