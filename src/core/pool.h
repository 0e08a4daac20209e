// A thread pool that runs numbered tasks. The calling thread works too. The tasks of one call run in any order.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace kinfold {

class Pool {
 public:
  explicit Pool(std::size_t threads);  // 0: one per hardware thread
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  std::size_t threads() const { return workers_.size() + 1; }

  // Runs body(0) ... body(tasks - 1), returns when all are done, and rethrows the first exception. Not reentrant: only
  // one call at a time, and never from inside a task.
  void run(std::size_t tasks, const std::function<void(std::size_t)>& body);

 private:
  void work();
  void take_tasks();

  std::vector<std::thread> workers_;
  std::mutex mutex_;
  std::condition_variable wake_, done_;
  const std::function<void(std::size_t)>* body_ = nullptr;
  std::atomic<std::size_t> next_{0};
  std::size_t tasks_ = 0, busy_ = 0;
  unsigned long generation_ = 0;
  bool stop_ = false;
  std::exception_ptr failure_;
};

}  // namespace kinfold
