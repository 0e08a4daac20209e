#include "io/fixture.h"

namespace kinfold {
namespace {

using source::contains;
using source::Row;

class RolesTest : public source::SourceTest {
 protected:
  std::vector<int> roles(const std::string& text, const std::string& columns = "", bool need_value = true) {
    write("r.csv", text);
    SourceOptions options;
    options.columns = columns;
    const Source source(path("r.csv"), options);
    const RatingRoles actual = find_rating_roles(source, need_value);
    return {actual.user, actual.item, actual.value, actual.time};
  }
  std::vector<int> with_names(const std::string& names, const std::string& columns = "") {
    return roles(names + "\n1,2,3,4\n5,6,7,8\n", columns);
  }
  using Expected = std::vector<int>;
};

TEST_F(RolesTest, CommonNamesInAnyOrderAndSpelling) {
  EXPECT_EQ(with_names("timestamp,rating,movieId,userId"), (Expected{3, 2, 1, 0}));
  EXPECT_EQ(with_names("User_ID,Item-Id,Stars,Date"), (Expected{0, 1, 2, 3}));
  EXPECT_EQ(with_names("overall,reviewerID,unixReviewTime,asin"), (Expected{1, 3, 0, 2}));
}

TEST_F(RolesTest, ColumnsWithoutCommonNamesByPosition) {
  EXPECT_EQ(with_names("p,q,r,s"), (Expected{0, 1, 2, -1}));
  EXPECT_EQ(with_names("p,rating,q,s"), (Expected{0, 2, 1, -1}));
  EXPECT_EQ(roles("1,2,3,4\n5,6,7,8\n"), (Expected{0, 1, 2, 3}));
  EXPECT_EQ(roles("1,2,3,2020-01-01\n5,6,7,2020-01-02\n"), (Expected{0, 1, 2, 3}));
  EXPECT_EQ(roles("1,2,3,some text\n5,6,7,more\n"), (Expected{0, 1, 2, -1}));
}

TEST_F(RolesTest, ValueIsOptionalForPairs) {
  EXPECT_EQ(roles("user,item\n1,2\n", "", false), (Expected{0, 1, -1, -1}));
  EXPECT_EQ(roles("1,2\n3,4\n", "", false), (Expected{0, 1, -1, -1}));
  EXPECT_EQ(roles("1,2,3,4\n5,6,7,8\n", "", false), (Expected{0, 1, 2, 3}));
}

TEST_F(RolesTest, OptionTakesPrecedence) {
  EXPECT_EQ(with_names("user,item,rating,other", "value=other"), (Expected{0, 1, 3, -1}));
  EXPECT_EQ(with_names("a,b,c,d", "user=d,item=c,value=b,time=a"), (Expected{3, 2, 1, 0}));
  EXPECT_EQ(with_names("a,b,c,d", "user=4,item=3,value=2,time=1"), (Expected{3, 2, 1, 0}));
  EXPECT_EQ(with_names("2,1,c,d", "user=1,item=2"), (Expected{1, 0, 2, -1})) << "a name takes precedence over a number";
}

TEST_F(RolesTest, ErrorsNameTheColumnOrRole) {
  const auto error = [&](const std::string& columns) {
    return failure([&] { with_names("user,item,rating,time", columns); });
  };
  EXPECT_TRUE(contains(error("user=usr").advice(), "did you mean 'user'?"));
  EXPECT_TRUE(contains(error("user=0").problem(), "there is no column '0'"));
  EXPECT_TRUE(contains(error("user=").problem(), "there is no column ''"));
  EXPECT_TRUE(contains(error("who=user").problem(), "unknown role 'who'"));
  EXPECT_TRUE(contains(error("user").problem(), "not ROLE=NAME"));
  EXPECT_TRUE(contains(error(",").problem(), "not ROLE=NAME"));
  EXPECT_TRUE(contains(error("user=user,user=item").problem(), "role 'user' appears twice"));
  EXPECT_TRUE(contains(error("user=item,item=item").problem(), "column 'item' has two roles"));
}

class Times : public source::SourceTest {
 protected:
  std::vector<double> times(const std::string& first, const std::string& second) {
    write("r.csv", "user,item,rating,time\na,x,1," + first + "\nb,y,2," + second + "\n");
    std::vector<double> result;
    for (const Row& row : rows("r.csv")) result.push_back(row.time);
    return result;
  }
  using Expected = std::vector<double>;
};

TEST_F(Times, Numbers) {
  EXPECT_EQ(times("978300760", "978300761"), (Expected{978300760, 978300761}));
  EXPECT_EQ(times("12.25", "1e3"), (Expected{12.25, 1000}));
  EXPECT_EQ(times("-5", "0"), (Expected{-5, 0}));
}

TEST_F(Times, DatesAndTimestamps) {
  EXPECT_EQ(times("1970-01-02", "2000-01-01"), (Expected{86400, 946684800}));
  EXPECT_EQ(times("1970-01-01 00:00:10", "1970-01-01 01:00:00.5"), (Expected{10, 3600.5}));
  EXPECT_EQ(times("1970-01-01T00:00:10Z", "1970-01-01T01:00:00Z"), (Expected{10, 3600}));
  EXPECT_EQ(times("1970-01-01T02:00:10+02:00", "1970-01-01T01:00:00+01:00"), (Expected{10, 0}));
}

TEST_F(Times, OtherFormatsThatTheSnifferFinds) {
  EXPECT_EQ(times("31/12/1970", "01/01/1970"), (Expected{364 * 86400, 0}));
}

TEST_F(Times, TypedColumns) {
  const auto time_of = [](const std::string& sql) {
    return source::read("SELECT 'a' AS \"user\", 'x' AS item, 1 AS rating, " + sql + " AS time", {}, true)[0].time;
  };
  EXPECT_EQ(time_of("DATE '1970-01-02'"), 86400);
  EXPECT_EQ(time_of("TIMESTAMP '1970-01-01 00:01:00'"), 60);
  EXPECT_EQ(time_of("TIMESTAMPTZ '1970-01-01 00:01:00+00'"), 60);
  EXPECT_EQ(time_of("TIMESTAMP_NS '1970-01-01 00:01:00'"), 60);
  EXPECT_EQ(time_of("77::BIGINT"), 77);
  EXPECT_EQ(time_of("'77.5'"), 77.5);
}

TEST_F(Times, MissingTimeIsABadRow) {
  write("r.csv", "user,item,rating,time\na,x,1,2020-01-01\nb,y,2,\n");
  EXPECT_TRUE(contains(failure([&] { rows("r.csv"); }).problem(), "column 'time': the cell is empty"));
}

}  // namespace
}  // namespace kinfold
