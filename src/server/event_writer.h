// One thread that writes events to a store: all that wait go to disk together. It lets the file's lock go when nothing
// has come for kIdle, and after kMaxHold for kGap in any case, so that other programs have their turn; and it waits
// where another one has it.
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

  // Takes in what the store holds; an Error where it cannot be opened, or is held for longer than kLockTimeout.
  EventWriter(const std::string& store, FreshEvents& fresh);
  ~EventWriter() override;  // after all that waits is written

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
