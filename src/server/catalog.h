// The served models, by name. A model can be reloaded from its file while requests run: a request holds a shared
// pointer to the model that it started with. Thread-safe.
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
    double loaded_at = 0;  // Unix time
  };
  struct ReloadResult {
    std::string name, checksum;
  };

  // Loads all models. "films.kf" gets the name films; "films=runs/17.kf" gives the name explicitly. The HNSW index of a
  // model is FILE.hnsw beside its file. Throws a UsageError if two models have the same name.
  Catalog(const std::vector<std::string>& models, Titles titles,
          ServedModel::IndexMode index = ServedModel::IndexMode::kIfPresent);

  std::size_t size() const { return loaders_.size(); }
  std::vector<std::string> names() const;
  // Returns a snapshot of a model; "-" is the first model. Throws a Problem (404) that lists the names.
  Model find(const std::string& name) const;
  std::vector<Model> all() const;

  // Reloads the file of one model, or of all models if the name is empty. A model that fails to load keeps its old
  // version; the first failure is rethrown at the end. Calls run one at a time.
  std::vector<ReloadResult> reload(const std::string& name);
  // Reloads the models whose files changed since the last check. A file that fails to load is reported, and tried again
  // after its next change.
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
