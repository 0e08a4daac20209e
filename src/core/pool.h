// A fixed set of threads that share out numbered tasks. The caller works too; tasks of one call may run in any order.
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
  explicit Pool(std::size_t threads);  // 0: as many as the machine has
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  std::size_t threads() const { return workers_.size() + 1; }

  // Runs body(0) ... body(tasks - 1) and returns when all are done; rethrows the first exception.
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
