#include "app/http/event_writer.h"

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
  if (waiting_.size() >= kWaiting) throw Error("too many events wait to be written", store_.file(), "try again soon");
  waiting_.push_back({std::move(events), std::move(done)});
  wake_.notify_one();
}

void EventWriter::open() {
  if (store_.is_open()) return;
  store_.open(kPatience);
  opened_ = Clock::now();
}

void EventWriter::close() {
  try {
    store_.close();
  } catch (const Error&) {  // the next write says what is wrong
  }
}

std::exception_ptr EventWriter::write(const std::vector<Waiting>& batch) try {
  std::vector<Event> all;
  for (const Waiting& one : batch) all.insert(all.end(), one.events->begin(), one.events->end());
  if (store_.is_open() && Clock::now() > opened_ + kHeld) {
    close();
    std::this_thread::sleep_for(kGap);
  }
  open();
  store_.append(all);
  return {};
} catch (...) {
  close();  // whatever it was, the next batch begins anew
  return std::current_exception();
}

void EventWriter::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto due = [this] { return stop_ || !waiting_.empty(); };
    if (!store_.is_open()) {
      wake_.wait(lock, due);
    } else if (!wake_.wait_for(lock, kIdle, due)) {
      lock.unlock();
      close();
      lock.lock();
      continue;
    }
    if (waiting_.empty()) return;
    const std::vector<Waiting> batch = std::move(waiting_);
    waiting_.clear();
    lock.unlock();
    const std::exception_ptr fault = write(batch);
    for (const Waiting& one : batch) one.done(fault);
    lock.lock();
  }
}

}  // namespace kinfold::http
