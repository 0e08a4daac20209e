#include "io/attach_database.h"

#include <algorithm>
#include <thread>

namespace kinfold {

void attach_database(DuckDb& db, const std::string& file, const std::string& name, bool read_only,
                     std::chrono::milliseconds timeout) {
  using Clock = std::chrono::steady_clock;
  const std::string sql = "ATTACH " + sql_text(file) + " AS " + sql_name(name) + (read_only ? " (READ_ONLY)" : "");
  const auto deadline = Clock::now() + timeout;
  for (auto pause = std::chrono::milliseconds(2);; pause = std::min(pause * 2, std::chrono::milliseconds(20))) {
    try {
      return db.run(sql, file);
    } catch (const Error& error) {
      if (error.problem().find("lock on file") == std::string::npos) throw;
      if (Clock::now() >= deadline)
        throw DatabaseBusy("another process has locked the database", file, "stop that process, or try again later");
    }
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace kinfold
