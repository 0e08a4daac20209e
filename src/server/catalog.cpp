#include "server/catalog.h"

#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "core/error.h"
#include "server/problem.h"

namespace kinfold::http {

// Identifies a file and its contents, so that a replaced file is noticed.
struct FileStamp {
  unsigned long device = 0, inode = 0;
  long long seconds = 0, nanoseconds = 0, size = -1;
  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

namespace {

double unix_time_now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

FileStamp stamp_of(const std::string& path) {
  struct stat s {};
  if (stat(path.c_str(), &s) != 0) return {};
  return {s.st_dev, s.st_ino, s.st_mtim.tv_sec, s.st_mtim.tv_nsec, s.st_size};
}

// Waits up to 2 s for requests that still use the old model, so that none of them has to free its memory.
void wait_for_release(std::shared_ptr<const ServedModel> old) {
  for (int n = 0; n < 200 && old.use_count() > 1; ++n) std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

}  // namespace

struct Catalog::ModelLoader {
  std::string name, path;
  FileStamp stamp;
  // Held only while the pointer is copied or exchanged.
  mutable std::mutex mutex;
  std::shared_ptr<const ServedModel> served;
  double loaded_at = 0;

  Catalog::Model model() const {
    const std::lock_guard lock(mutex);
    return {name, path, served, loaded_at};
  }
  std::shared_ptr<const ServedModel> exchange(std::shared_ptr<const ServedModel> fresh) {
    const std::lock_guard lock(mutex);
    loaded_at = unix_time_now();
    served.swap(fresh);
    return fresh;
  }
};

Catalog::Catalog(const std::vector<std::string>& models, Titles titles, ServedModel::IndexMode index)
    : titles_(std::move(titles)), index_(index) {
  for (const std::string& spec : models) {
    auto loader = std::make_unique<ModelLoader>();
    const std::size_t equal = spec.find('=');
    loader->path = equal == std::string::npos ? spec : spec.substr(equal + 1);
    loader->name = equal == std::string::npos ? std::filesystem::path(spec).stem().string() : spec.substr(0, equal);
    if (loader->name.empty() || loader->name == "-")
      throw UsageError("this model has no valid name", spec, "write NAME=" + loader->path);
    for (const auto& other : loaders_)
      if (other->name == loader->name)
        throw UsageError("two models have the name '" + loader->name + "'", spec,
                         "give one of them another name: NAME=" + loader->path);
    load(*loader);
    loaders_.push_back(std::move(loader));
  }
}

Catalog::~Catalog() = default;

std::vector<std::string> Catalog::names() const {
  std::vector<std::string> names;
  for (const auto& loader : loaders_) names.push_back(loader->name);
  return names;
}

const Catalog::ModelLoader& Catalog::loader_of(const std::string& name) const {
  for (const auto& loader : loaders_)
    if (loader->name == name || name == "-") return *loader;
  throw Problem(404, "there is no model '" + name + "'", "model", names());
}

Catalog::Model Catalog::find(const std::string& name) const { return loader_of(name).model(); }

std::vector<Catalog::Model> Catalog::all() const {
  std::vector<Model> models;
  for (const auto& loader : loaders_) models.push_back(loader->model());
  return models;
}

void Catalog::load(ModelLoader& loader) {
  const FileStamp stamp = stamp_of(loader.path);
  loader.stamp = stamp;  // before reading, so that a file replaced meanwhile has a different stamp
  auto served = std::make_shared<const ServedModel>(load_any(loader.path), titles_, index_, loader.path + ".hnsw");
  wait_for_release(loader.exchange(std::move(served)));
}

std::vector<Catalog::ReloadResult> Catalog::reload(const std::string& name) {
  const std::lock_guard lock(reload_mutex_);
  if (!name.empty()) loader_of(name);
  std::vector<ReloadResult> done;
  std::exception_ptr failure;
  for (const auto& loader : loaders_) {
    if (!name.empty() && name != loader->name && !(name == "-" && loader == loaders_.front())) continue;
    try {
      load(*loader);
      ++reloads_;
      done.push_back({loader->name, loader->model().served->checksum()});
    } catch (...) {
      ++failed_reloads_;
      if (!failure) failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
  return done;
}

Catalog::ReloadReport Catalog::reload_changed() {
  const std::lock_guard lock(reload_mutex_);
  ReloadReport report;
  for (const auto& loader : loaders_) {
    const FileStamp stamp = stamp_of(loader->path);
    if (stamp == loader->stamp || stamp.size < 0) continue;
    try {
      load(*loader);
      ++reloads_;
      report.reloaded.push_back({loader->name, loader->model().served->checksum()});
    } catch (const std::exception& error) {
      ++failed_reloads_;
      report.failures.push_back(error.what());
    }
  }
  return report;
}

}  // namespace kinfold::http
