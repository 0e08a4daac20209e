#include "server/access_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>
#include <ctime>

#include "core/error.h"
#include "server/json_writer.h"

namespace kinfold::http {
namespace {

int open_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (file < 0) throw Error("cannot open the access log: " + std::string(std::strerror(errno)), path);
  return file;
}

void write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // a full disk must not stop the server
    text.remove_prefix(std::size_t(written));
  }
}

std::string time_now() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  std::tm parts{};
  gmtime_r(&now.tv_sec, &parts);
  char text[40];
  const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(text + length, sizeof text - length, ".%03ldZ", now.tv_nsec / 1'000'000);
  return text;
}

}  // namespace

AccessLog::AccessLog(const std::string& path) : path_(path) {
  if (path.empty())
    file_ = STDERR_FILENO;
  else if (path != "off")
    file_ = open_file(path);
}

AccessLog::~AccessLog() {
  if (file_ > STDERR_FILENO) ::close(file_);
}

void AccessLog::add(std::string& lines, const Entry& entry) const {
  if (!on()) return;
  JsonWriter out;
  out.reserve(256);
  out.begin_object().field("time", time_now()).field("client", entry.client).field("method", entry.method);
  out.field("target", entry.target.substr(0, 512)).field("status", unsigned(entry.status)).field("bytes", entry.bytes);
  out.field("ms", float(entry.seconds * 1e3)).end_object();
  lines += out.text();
  lines += '\n';
}

void AccessLog::write(std::string& lines) {
  if (lines.empty()) return;
  const std::lock_guard lock(mutex_);
  if (on()) write_all(file_, lines);
  lines.clear();
}

void AccessLog::note(std::string_view text) {
  JsonWriter out;
  out.begin_object().field("time", time_now()).field("note", text).end_object();
  const std::lock_guard lock(mutex_);
  write_all(STDERR_FILENO, out.text() + "\n");
}

void AccessLog::reopen() {
  const std::lock_guard lock(mutex_);
  if (file_ <= STDERR_FILENO) return;
  const int file = open_file(path_);
  ::close(file_.exchange(file));
}

}  // namespace kinfold::http
