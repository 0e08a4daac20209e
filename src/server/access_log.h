// One line of JSON for each request, and for what happens to the server itself.
#pragma once
#include <atomic>
#include <mutex>
#include <string>
#include <string_view>

namespace kinfold::http {

class AccessLog {
 public:
  // To a file, which grows; "off": nowhere; empty: to stderr.
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
  // Adds a line to a thread's own text, which write() empties in one go.
  void add(std::string& lines, const Entry& entry) const;
  void write(std::string& lines);
  void note(std::string_view text);  // to stderr at once, whatever the path
  void reopen();                     // after the file was moved away

 private:
  std::string path_;
  std::atomic<int> file_{-1};
  std::mutex mutex_;
};

}  // namespace kinfold::http
