// A table of a .duckdb file that events are added to: "user", item, value, time. Its file is locked only while it is
// open, so that others read and write it in turn.
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
  // "events.duckdb", whose table is called feedback, or "events.duckdb::TABLE". Nothing is opened yet.
  explicit EventStore(const std::string& store);

  const std::string& file() const { return file_; }
  bool is_open() const { return open_; }

  // Makes the file and its table where they are not there. Its time may be of numbers (seconds) or of timestamps. A
  // DatabaseBusy where another program holds the file for as long as `patience` says.
  void open(std::chrono::milliseconds timeout = {});
  void close();  // lets go of the lock
  // All of them or none: they are on disk when it returns. Of an open store.
  void append(std::span<const Event> events);
  // Calls `take` for all that is there, a part at a time.
  void read(const std::function<void(std::span<const Event>)>& take);

 private:
  void check_columns();

  std::string file_, table_, name_;
  bool open_ = false, timestamps_ = false;
  DuckDb db_;
};

}  // namespace kinfold
