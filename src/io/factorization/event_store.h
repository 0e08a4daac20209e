// A table of feedback events in a .duckdb file, with the columns "user", item, value and time. The file is locked only
// while the store is open, so several processes can use it in turn.
#pragma once
#include <chrono>
#include <functional>
#include <span>
#include <string>

#include "factorization/fresh_events.h"
#include "io/attach_database.h"

namespace kinfold {

class EventStore {
 public:
  // `store`: "events.duckdb" (its table is "feedback") or "events.duckdb::TABLE". Does not open the file. Throws a
  // UsageError for any other text.
  explicit EventStore(const std::string& store);

  const std::string& file() const { return file_; }
  bool is_open() const { return open_; }

  // Opens the file. Creates the file and the table if they do not exist. The time column may hold numbers (seconds
  // since 1970-01-01) or timestamps. Throws DatabaseBusy if another process still locks the file after `timeout`.
  void open(std::chrono::milliseconds timeout = {});
  void close();  // releases the lock
  // Appends all events in one transaction; they are on disk when it returns. The store must be open.
  void append(std::span<const Event> events);
  // Calls `take` for all events, one chunk at a time. The store must be open.
  void read(const std::function<void(std::span<const Event>)>& take);

 private:
  void check_columns();

  std::string file_, table_, name_;
  bool open_ = false, timestamps_ = false;
  DuckDb db_;
};

}  // namespace kinfold
