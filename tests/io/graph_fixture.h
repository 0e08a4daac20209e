// Triples as texts, and helpers to read them.
#pragma once
#include <string>
#include <vector>

#include "io/fixture.h"
#include "io/kg/triple_reader.h"

namespace kinfold::source {

struct Fact {
  std::string head, relation, tail;
  float weight = 1;
  double time = 0;
  friend bool operator==(const Fact&, const Fact&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Fact& f) {
    return out << "(" << f.head << " | " << f.relation << " | " << f.tail << " | " << f.weight << " | " << f.time
               << ")";
  }
};
using Facts = std::vector<Fact>;

inline Facts facts_of(const Triples& triples) {
  Facts facts;
  for (std::size_t i = 0; i < triples.rows.size(); ++i) {
    const Triple& t = triples.rows[i];
    facts.push_back({std::string(triples.entities[t.head]), std::string(triples.relations[t.relation]),
                     std::string(triples.entities[t.tail]), triples.weight_of(i),
                     triples.has_time() ? triples.time[i] : 0});
  }
  return facts;
}

class GraphTest : public SourceTest {
 protected:
  Facts facts(const std::string& name, GraphTask kind, const SourceOptions& options = {}) {
    report_ = {};
    return facts_of(read_triples(path(name), kind, options, report_));
  }
  // Writes a file with this content and reads it.
  Facts triples(const std::string& name, const std::string& content, const SourceOptions& options = {}) {
    write(name, content);
    return facts(name, GraphTask::kTriples, options);
  }
  Facts links(const std::string& name, const std::string& content, const SourceOptions& options = {}) {
    write(name, content);
    return facts(name, GraphTask::kLinks, options);
  }
  static SourceOptions columns(const std::string& text) {
    SourceOptions options;
    options.columns = text;
    return options;
  }
  static SourceOptions skipping() {
    SourceOptions options;
    options.skip_bad_rows = true;
    return options;
  }
  void compress(const std::string& name, const std::string& ending) const {
    const std::string tool = ending == ".gz" ? "gzip -kf " : "zstd -qkf ";
    ASSERT_EQ(std::system((tool + path(name)).c_str()), 0);
  }

  TriplesReport report_;
};

}  // namespace kinfold::source
