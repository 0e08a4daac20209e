#include "data/triples.h"

#include "data/checksum.h"

namespace kinfold {

std::vector<Triple> translate(const Triples& triples, const Vocabulary& entities, const Vocabulary& relations) {
  const std::vector<Id> entity = lookup_ids(entities, triples.entities),
                        relation = lookup_ids(relations, triples.relations);
  std::vector<Triple> rows = triples.rows;
  for (Triple& t : rows) t = {entity[t.head], relation[t.relation], entity[t.tail]};
  return rows;
}

Triples select(const Triples& triples, const std::vector<std::uint8_t>& marks, std::uint8_t part) {
  Triples result;
  result.entities = triples.entities;
  result.relations = triples.relations;
  for (std::size_t i = 0; i < triples.rows.size(); ++i) {
    if (marks[i] != part) continue;
    result.rows.push_back(triples.rows[i]);
    if (!triples.weight.empty()) result.weight.push_back(triples.weight[i]);
    if (triples.has_time()) result.time.push_back(triples.time[i]);
  }
  return result;
}

std::uint64_t checksum(const Triples& triples) {
  Checksum sum;
  sum.add(triples.rows).add(triples.weight).add(triples.time).add(triples.entities).add(triples.relations);
  return sum.value();
}

}  // namespace kinfold
