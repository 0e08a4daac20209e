// A temporary folder per test, and helpers to read and write files in it.
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/error.h"
#include "io/source.h"
#include "oracle/folder.h"

namespace kinfold::source {

struct Row {
  std::string user, item;
  double value, time;
  friend bool operator==(const Row&, const Row&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Row& row) {
    return out << "(" << row.user << ", " << row.item << ", " << row.value << ", " << row.time << ")";
  }
};

inline std::vector<Row> read(const std::string& text, const SourceOptions& options, bool need_value,
                             ReadReport* report = nullptr) {
  Source source(text, options);
  ReadReport unused;
  const Ratings ratings = read_ratings(source, find_rating_roles(source, need_value), report ? *report : unused);
  std::vector<Row> rows;
  for (std::size_t i = 0; i < ratings.rows.size(); ++i) {
    const Rating& r = ratings.rows[i];
    rows.push_back({std::string(ratings.users[r.left]), std::string(ratings.items[r.right]), r.value,
                    ratings.has_time() ? ratings.time[i] : 0});
  }
  return rows;
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class SourceTest : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& content) const { oracle::write_text(path(name), content); }
  std::string text(const std::string& name) const { return oracle::read_file(path(name)); }
  std::vector<Row> rows(const std::string& name, const SourceOptions& options = {}, bool need_value = true) const {
    return read(path(name), options, need_value);
  }
  // Returns the kinfold::Error that `work` must throw.
  template <class Work>
  static Error failure(Work work) {
    try {
      work();
    } catch (const Error& error) {
      return error;
    }
    ADD_FAILURE() << "no error was thrown";
    return Error("none");
  }

 private:
  oracle::Folder folder_;
};

}  // namespace kinfold::source
