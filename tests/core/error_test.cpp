#include "core/error.h"

#include <gtest/gtest.h>

#include "core/type_list.h"

namespace kinfold {
namespace {

using Names = std::vector<std::string>;

TEST(Error, MessageContainsAllParts) {
  const Error error("it broke", "a.csv", "mend it");
  EXPECT_STREQ(error.what(), "a.csv: it broke\n  mend it");
  EXPECT_EQ(error.problem(), "it broke");
  EXPECT_EQ(error.where(), "a.csv");
  EXPECT_EQ(error.advice(), "mend it");
  EXPECT_STREQ(Error("it broke").what(), "it broke");
  EXPECT_STREQ(UsageError("it broke", "", "mend it").what(), "it broke\n  mend it");
}

TEST(Closest, OrdersByEditsThenByName) {
  EXPECT_EQ(closest("rates", {"rat", "rate", "rated", "rates", "crates"}, 9),
            (Names{"rates", "crates", "rate", "rated"}));
  EXPECT_EQ(closest("rates", {"rat", "rate", "rated", "rates"}, 1), (Names{"rates"}));
  EXPECT_TRUE(closest("rates", {"rate"}, 0).empty());
}

TEST(Closest, CountsASwapOfNeighboursAsOneEdit) {
  EXPECT_EQ(closest("rnak", {"rank"}), (Names{"rank"}));
  EXPECT_EQ(closest("ab", {"ba"}), (Names{"ba"}));
  EXPECT_TRUE(closest("abc", {"cab"}).empty());  // two edits, but one is allowed
}

TEST(Closest, AllowsOneEditInThreeLetters) {
  EXPECT_EQ(closest("", {"a", "ab"}), (Names{"a"}));
  EXPECT_EQ(closest("x", {"y", "xyz"}), (Names{"y"}));
  EXPECT_EQ(closest("strength", {"strxxgth", "strxxxth"}), (Names{"strxxgth"}));
  EXPECT_TRUE(closest("strength", {}).empty());
}

TEST(KnownChoices, ListsAllAfterTheNearest) {
  EXPECT_EQ(known_choices("huber", {"huberr", "absolute"}), "did you mean 'huberr'? known: huberr, absolute");
  EXPECT_EQ(known_choices("zzz", {"huber", "absolute"}), "known: huber, absolute");
}

TEST(Join, PutsTheTextBetweenTheParts) {
  EXPECT_EQ(join({}), "");
  EXPECT_EQ(join({"a"}), "a");
  EXPECT_EQ(join({"a", "b", "c"}), "a, b, c");
  EXPECT_EQ(join({"a", "b"}, "; "), "a; b");
}

struct ErrorApple {
  static constexpr std::string_view name = "apple";
};
struct ErrorPear {
  static constexpr std::string_view name = "pear";
};

TEST(TypeList, IsVisitedInOrder) {
  std::string visited;
  for_each_type(TypeList<ErrorPear, ErrorApple>{}, [&]<class T>() { visited += std::string(T::name) + " "; });
  EXPECT_EQ(visited, "pear apple ");
  EXPECT_EQ((TypeList<ErrorPear, ErrorApple>::names()), (Names{"pear", "apple"}));
}

TEST(TypeList, DispatchCallsTheBodyOnceForTheNamedType) {
  int calls = 0;
  dispatch(TypeList<ErrorApple, ErrorPear>{}, "fruit", "apple", [&]<class T>() {
    ++calls;
    EXPECT_EQ(T::name, "apple");
  });
  EXPECT_EQ(calls, 1);
  for (const char* name : {"", "Apple", "apple ", "appl"})
    EXPECT_THROW(dispatch(TypeList<ErrorApple, ErrorPear>{}, "fruit", name, [&]<class T>() { ++calls; }), UsageError)
        << name;
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace kinfold
