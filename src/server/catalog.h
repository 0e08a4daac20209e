// The models that a server answers for, by name: each can be exchanged for what its file now holds while others ask.
// Who has taken one keeps it until he lets it go.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "serve/served_model.h"

namespace kinfold::http {

class Catalog {
 public:
  struct Model {
    std::string name, path;
    std::shared_ptr<const ServedModel> served;
    double loaded_at = 0;  // seconds since 1970
  };
  struct ReloadResult {
    std::string name, checksum;
  };

  // "films.kf" is called films; "films=runs/17.kf" as it is said. Loads them all; a UsageError where two have one name.
  // An index of a model's items is looked for beside its file, FILE.hnsw.
  Catalog(const std::vector<std::string>& models, Titles titles,
          ServedModel::IndexMode index = ServedModel::IndexMode::kIfPresent);

  std::size_t size() const { return loaders_.size(); }
  std::vector<std::string> names() const;
  // A snapshot; "-" is the first. A Problem (404) names those that there are.
  Model find(const std::string& name) const;
  std::vector<Model> all() const;

  // Loads a model's file again, or those of all where the name is empty. Each that can be loaded is exchanged; the
  // first one that cannot is an Error, and what it replaced goes on. One at a time.
  std::vector<ReloadResult> reload(const std::string& name);
  // Those whose files differ from when they were last looked at; what cannot be loaded is said, and looked at again
  // once it has changed.
  struct ReloadReport {
    std::vector<ReloadResult> reloaded;
    std::vector<std::string> failures;
  };
  ReloadReport reload_changed();

  std::uint64_t reloads() const { return reloads_; }
  std::uint64_t failed_reloads() const { return failed_reloads_; }

 private:
  struct ModelLoader;
  void load(ModelLoader& loader);
  const ModelLoader& loader_of(const std::string& name) const;

  Titles titles_;
  ServedModel::IndexMode index_;
  std::vector<std::unique_ptr<ModelLoader>> loaders_;
  std::mutex reload_mutex_;
  std::atomic<std::uint64_t> reloads_{0}, failed_reloads_{0};

 public:
  ~Catalog();
};

}  // namespace kinfold::http
