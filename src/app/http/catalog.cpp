#include "app/http/catalog.h"

#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "app/http/problem.h"
#include "core/error.h"

namespace kinfold::http {
namespace {

double now() { return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(); }

// What tells a file from one that has taken its place.
struct Stamp {
  unsigned long device = 0, inode = 0;
  long long seconds = 0, nanoseconds = 0, size = -1;
  friend bool operator==(const Stamp&, const Stamp&) = default;
};

Stamp stamp_of(const std::string& path) {
  struct stat s {};
  if (stat(path.c_str(), &s) != 0) return {};
  return {s.st_dev, s.st_ino, s.st_mtim.tv_sec, s.st_mtim.tv_nsec, s.st_size};
}

// Waits a while for those who still ask of it, so that it is not one of them who gives its memory back.
void let_go(std::shared_ptr<const Served> old) {
  for (int n = 0; n < 200 && old.use_count() > 1; ++n) std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

}  // namespace

struct Catalog::Shelf {
  std::string name, path;
  Stamp stamp;
  // Held while the pointer is copied or exchanged, and no longer.
  mutable std::mutex mutex;
  std::shared_ptr<const Served> served;
  double loaded = 0;

  Catalog::Model model() const {
    const std::lock_guard lock(mutex);
    return {name, path, served, loaded};
  }
  std::shared_ptr<const Served> exchange(std::shared_ptr<const Served> fresh) {
    const std::lock_guard lock(mutex);
    loaded = now();
    served.swap(fresh);
    return fresh;
  }
};

Catalog::Catalog(const std::vector<std::string>& models, Titles titles, Served::IndexRule index)
    : titles_(std::move(titles)), index_(index) {
  for (const std::string& given : models) {
    auto shelf = std::make_unique<Shelf>();
    const std::size_t equal = given.find('=');
    shelf->path = equal == std::string::npos ? given : given.substr(equal + 1);
    shelf->name = equal == std::string::npos ? std::filesystem::path(given).stem().string() : given.substr(0, equal);
    if (shelf->name.empty() || shelf->name == "-")
      throw UsageError("a model needs a name", given, "call it NAME=" + shelf->path);
    for (const auto& other : shelves_)
      if (other->name == shelf->name)
        throw UsageError("two models have the name '" + shelf->name + "'", given,
                         "give one of them another: NAME=" + shelf->path);
    load(*shelf);
    shelves_.push_back(std::move(shelf));
  }
}

Catalog::~Catalog() = default;

std::vector<std::string> Catalog::names() const {
  std::vector<std::string> names;
  for (const auto& shelf : shelves_) names.push_back(shelf->name);
  return names;
}

const Catalog::Shelf& Catalog::shelf_of(const std::string& name) const {
  for (const auto& shelf : shelves_)
    if (shelf->name == name || name == "-") return *shelf;
  throw Problem(404, "there is no model '" + name + "'", "model", names());
}

Catalog::Model Catalog::find(const std::string& name) const { return shelf_of(name).model(); }

std::vector<Catalog::Model> Catalog::all() const {
  std::vector<Model> models;
  for (const auto& shelf : shelves_) models.push_back(shelf->model());
  return models;
}

void Catalog::load(Shelf& shelf) {
  const Stamp stamp = stamp_of(shelf.path);
  shelf.stamp = stamp;  // before it is read: what replaces it meanwhile will differ
  auto served = std::make_shared<const Served>(load_any(shelf.path), titles_, index_, shelf.path + ".hnsw");
  let_go(shelf.exchange(std::move(served)));
}

std::vector<Catalog::Reloaded> Catalog::reload(const std::string& name) {
  const std::lock_guard lock(loading_);
  if (!name.empty()) shelf_of(name);
  std::vector<Reloaded> done;
  std::exception_ptr fault;
  for (const auto& shelf : shelves_) {
    if (!name.empty() && name != shelf->name && !(name == "-" && shelf == shelves_.front())) continue;
    try {
      load(*shelf);
      ++reloads_;
      done.push_back({shelf->name, shelf->model().served->checksum()});
    } catch (...) {
      ++refused_;
      if (!fault) fault = std::current_exception();
    }
  }
  if (fault) std::rethrow_exception(fault);
  return done;
}

Catalog::Watched Catalog::reload_changed() {
  const std::lock_guard lock(loading_);
  Watched watched;
  for (const auto& shelf : shelves_) {
    const Stamp stamp = stamp_of(shelf->path);
    if (stamp == shelf->stamp || stamp.size < 0) continue;
    try {
      load(*shelf);
      ++reloads_;
      watched.reloaded.push_back({shelf->name, shelf->model().served->checksum()});
    } catch (const std::exception& error) {
      ++refused_;
      watched.faults.push_back(error.what());
    }
  }
  return watched;
}

}  // namespace kinfold::http
