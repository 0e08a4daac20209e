#include "io/factorization/event_store.h"

#include <gtest/gtest.h>

#include "oracle/folder.h"

namespace kinfold {
namespace {

std::vector<Event> all_of(EventStore& store) {
  std::vector<Event> all;
  store.read([&](std::span<const Event> events) { all.insert(all.end(), events.begin(), events.end()); });
  return all;
}

TEST(EventStore, ReadsAppendedEvents) {
  const oracle::Folder folder;
  const std::vector<Event> some = {{"ann", "a", 2.5f, 1000.25}, {"'); DROP TABLE feedback; --", "\xC3\xA9\"'", -1, 0}};
  {
    EventStore store(folder / "s.duckdb");
    store.open();
    store.append(some);
    store.append(std::vector<Event>{{"", "b", 1, -5}});
  }
  EventStore again(folder / "s.duckdb");
  again.open();
  const std::vector<Event> all = all_of(again);
  ASSERT_EQ(all.size(), 3u);
  for (std::size_t n = 0; n < 2; ++n) {
    EXPECT_EQ(all[n].user, some[n].user);
    EXPECT_EQ(all[n].item, some[n].item);
    EXPECT_EQ(all[n].value, some[n].value);
    EXPECT_DOUBLE_EQ(all[n].time, some[n].time);
  }
  EXPECT_EQ(all[2].time, -5);
}

TEST(EventStore, ReleasesItsFile) {
  const oracle::Folder folder;
  EventStore one(folder / "s.duckdb"), other(folder / "s.duckdb");
  one.open();
  one.append(std::vector<Event>{{"a", "b", 1, 1}});
  one.close();
  other.open();
  EXPECT_EQ(all_of(other).size(), 1u);
  other.close();
  one.open();
  EXPECT_EQ(all_of(one).size(), 1u);
}

TEST(EventStore, UsesAnExistingTableOfTimestamps) {
  const oracle::Folder folder;
  {
    DuckDb db;
    db.run("ATTACH " + sql_text(folder / "s.duckdb") + " AS s", "");
    db.run("CREATE TABLE s.seen (item BIGINT, value FLOAT, \"user\" VARCHAR, time TIMESTAMP, more VARCHAR)", "");
    db.run("INSERT INTO s.seen VALUES (7, NULL, 'ann', TIMESTAMP '1970-01-01 00:01:00.5', 'x'), (8, 1, NULL, NULL, '')",
           "");
  }
  EventStore store(folder / "s.duckdb::seen");
  store.open();
  store.append(std::vector<Event>{{"bob", "12", 3, 90}});
  const std::vector<Event> all = all_of(store);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].item, "7");
  EXPECT_EQ(all[0].value, 1);
  EXPECT_DOUBLE_EQ(all[0].time, 60.5);
  EXPECT_EQ(all[1].user, "bob");
  EXPECT_DOUBLE_EQ(all[1].time, 90);
}

TEST(EventStore, ReportsErrors) {
  const oracle::Folder folder;
  EXPECT_THROW(EventStore("events.csv"), UsageError);
  EXPECT_THROW(EventStore("events.duckdb::"), UsageError);
  {
    DuckDb db;
    db.run("ATTACH " + sql_text(folder / "s.duckdb") + " AS s", "");
    db.run("CREATE TABLE s.seen (who VARCHAR)", "");
  }
  EventStore store(folder / "s.duckdb::seen");
  try {
    store.open();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.problem(), "the table 'seen' has no column 'user'");
  }
  EXPECT_FALSE(store.is_open());
  oracle::write_text(folder / "t.duckdb",
                     "this text is not a database, despite its name, and it is long enough to look like one");
  EXPECT_THROW(EventStore(folder / "t.duckdb").open(), Error);
  EXPECT_THROW(EventStore(folder / "nowhere/t.duckdb").open(), Error);
}

}  // namespace
}  // namespace kinfold
