#include "server/event_writer.h"

namespace kinfold::http {

using Clock = std::chrono::steady_clock;

EventWriter::EventWriter(const std::string& store, FreshEvents& fresh) : store_(store) {
  open();
  store_.read([&](std::span<const Event> events) { fresh.add(events); });
  store_.close();
  thread_ = std::thread([this] { work(); });
}

EventWriter::~EventWriter() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void EventWriter::record(std::shared_ptr<const std::vector<Event>> events, Done done) {
  const std::lock_guard lock(mutex_);
  if (pending_.size() >= kMaxPending)
    throw Error("too many events are waiting to be written", store_.file(), "try again later");
  pending_.push_back({std::move(events), std::move(done)});
  wake_.notify_one();
}

void EventWriter::open() {
  if (store_.is_open()) return;
  store_.open(kLockTimeout);
  open_since_ = Clock::now();
}

void EventWriter::close() {
  try {
    store_.close();
  } catch (const Error&) {  // the next write reports the error
  }
}

std::exception_ptr EventWriter::write(const std::vector<PendingWrite>& batch) try {
  std::vector<Event> all;
  for (const PendingWrite& one : batch) all.insert(all.end(), one.events->begin(), one.events->end());
  if (store_.is_open() && Clock::now() > open_since_ + kMaxHold) {
    close();
    std::this_thread::sleep_for(kGap);
  }
  open();
  store_.append(all);
  return {};
} catch (...) {
  close();  // the next batch opens the store again
  return std::current_exception();
}

void EventWriter::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto has_work = [this] { return stop_ || !pending_.empty(); };
    if (!store_.is_open()) {
      wake_.wait(lock, has_work);
    } else if (!wake_.wait_for(lock, kIdle, has_work)) {
      lock.unlock();
      close();
      lock.lock();
      continue;
    }
    if (pending_.empty()) return;
    const std::vector<PendingWrite> batch = std::move(pending_);
    pending_.clear();
    lock.unlock();
    const std::exception_ptr failure = write(batch);
    for (const PendingWrite& one : batch) one.done(failure);
    lock.lock();
  }
}

}  // namespace kinfold::http
