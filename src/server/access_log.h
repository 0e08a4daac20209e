// Access log with one JSON line per request. It also writes notes about the server itself, such as reloads, to stderr.
#pragma once
#include <atomic>
#include <mutex>
#include <string>
#include <string_view>

namespace kinfold::http {

// Thread-safe, except that each `lines` buffer belongs to one thread.
class AccessLog {
 public:
  // Appends to the file `path`. Empty: writes to stderr. "off": writes nothing. Throws an Error if the file cannot be
  // opened.
  explicit AccessLog(const std::string& path);
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  struct Entry {
    std::string_view client, method, target;
    int status;
    std::size_t bytes;
    double seconds;
  };
  bool on() const { return file_ >= 0; }
  // Adds a line to the buffer of a thread. write() flushes and clears the buffer.
  void add(std::string& lines, const Entry& entry) const;
  void write(std::string& lines);
  void note(std::string_view text);  // writes to stderr at once, whatever the path is
  void reopen();                     // for log rotation: opens the path again

 private:
  std::string path_;
  std::atomic<int> file_{-1};
  std::mutex mutex_;
};

}  // namespace kinfold::http
