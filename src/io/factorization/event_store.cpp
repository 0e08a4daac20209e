#include "io/factorization/event_store.h"

#include <cmath>
#include <map>

namespace kinfold {
namespace {

constexpr const char* kExtension = ".duckdb";

}  // namespace

EventStore::EventStore(const std::string& store) : file_(store), table_("feedback"), db_(1) {
  if (const std::size_t at = store.find("::"); at != std::string::npos) {
    file_ = store.substr(0, at);
    table_ = store.substr(at + 2);
  }
  if (!file_.ends_with(kExtension) || table_.empty())
    throw UsageError("this is not an event store", "--event-store " + store,
                     "name a .duckdb file, or FILE.duckdb::TABLE");
  name_ = "store.main." + sql_name(table_);
}

void EventStore::open(std::chrono::milliseconds timeout) {
  if (open_) return;
  attach_database(db_, file_, "store", false, timeout);
  open_ = true;
  try {
    db_.run("CREATE TABLE IF NOT EXISTS " + name_ + " (\"user\" VARCHAR, item VARCHAR, value DOUBLE, time DOUBLE)",
            file_);
    check_columns();
  } catch (...) {
    close();
    throw;
  }
}

void EventStore::check_columns() {
  std::map<std::string, std::string> types;
  for (const auto& row : db_.rows("SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = 'store' "
                                  "AND table_name = " +
                                      sql_text(table_),
                                  file_))
    types[row[0]] = row[1];
  for (const char* column : {"user", "item", "value", "time"})
    if (!types.contains(column))
      throw Error("the table '" + table_ + "' has no column '" + column + "'", file_,
                  "it needs user, item, value and time; or name a new table, which is created: " + file_ + "::TABLE");
  timestamps_ = types["time"].starts_with("TIMESTAMP");
}

void EventStore::close() {
  if (!open_) return;
  open_ = false;
  db_.run("DETACH store", file_);
}

void EventStore::append(std::span<const Event> events) {
  std::vector<std::string> users, items;
  std::vector<float> values;
  std::vector<std::int64_t> times;  // microseconds
  for (const Event& event : events) {
    users.push_back(event.user);
    items.push_back(event.item);
    values.push_back(event.value);
    times.push_back(std::llround(event.time * 1e6));
  }
  db_.run("DROP TABLE IF EXISTS memory.main.batch", file_);
  db_.add_table("batch", {{"user", "item", "value", "time"}, {users, items, values, times}});
  const std::string time = timestamps_ ? "make_timestamp(time)" : "time / 1e6";
  db_.run("INSERT INTO " + name_ + " (\"user\", item, value, time) SELECT \"user\", item, value, " + time +
              " FROM memory.main.batch",
          file_);
}

void EventStore::read(const std::function<void(std::span<const Event>)>& take) {
  const std::string time = timestamps_ ? "epoch_us(time) / 1e6" : "time";
  const std::string sql =
      "SELECT CAST(\"user\" AS VARCHAR), CAST(item AS VARCHAR), CAST(coalesce(value, 1) AS DOUBLE), "
      "CAST(coalesce(" +
      time + ", 0) AS DOUBLE) FROM " + name_ + " WHERE \"user\" IS NOT NULL AND item IS NOT NULL";
  std::vector<Event> events;
  db_.read(sql, file_, [&](std::size_t rows, const std::vector<DuckDbColumn>& columns) {
    events.clear();
    for (std::size_t row = 0; row < rows; ++row)
      events.push_back({std::string(columns[0].text(row)), std::string(columns[1].text(row)),
                        float(columns[2].number(row)), columns[3].number(row)});
    take(events);
  });
}

}  // namespace kinfold
