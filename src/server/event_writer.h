// Writes events to an event store on a thread of its own. All pending events are written in one transaction. The thread
// releases the lock of the file after kIdle without events, and for kGap after holding it for kMaxHold, so that other
// programs can open the store. It waits if another program holds the lock.
#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "io/factorization/event_store.h"
#include "server/service.h"

namespace kinfold::http {

class EventWriter : public EventRecorder {
 public:
  static constexpr std::chrono::milliseconds kIdle{200}, kMaxHold{1000}, kGap{50};
  static constexpr std::chrono::seconds kLockTimeout{30};
  static constexpr std::size_t kMaxPending = 10'000;  // requests

  // Reads the stored events into `fresh`. Throws an Error if the store cannot be opened, or if its lock is held for
  // longer than kLockTimeout.
  EventWriter(const std::string& store, FreshEvents& fresh);
  ~EventWriter() override;  // writes the pending events first

  void record(std::shared_ptr<const std::vector<Event>> events, Done done) override;

 private:
  struct PendingWrite {
    std::shared_ptr<const std::vector<Event>> events;
    Done done;
  };
  void work();
  void open();
  void close();
  std::exception_ptr write(const std::vector<PendingWrite>& batch);

  EventStore store_;
  std::chrono::steady_clock::time_point open_since_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<PendingWrite> pending_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace kinfold::http
