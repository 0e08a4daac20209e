#include "kg/graph_queries.h"

#include <algorithm>

#include "core/product.h"
#include "core/vector.h"
#include "topk/distances.h"

namespace kinfold {

GraphQueries::GraphQueries(const GraphModel& model) : model_(model), scorer_(model.scorer()) {
  const auto& [entity, relation, core] = model.tables;
  if (core.rows() == 0) return;
  relation_matrices_ = Matrix(relation.rows(), core.rank());
  Panels columns(core.rank(), core.rows());
  columns.set_columns(core[0], core.stride());
  product(relation[0], relation.rows(), relation.stride(), columns, 0, core.rank(), relation_matrices_[0],
          relation_matrices_.stride());
}

float GraphQueries::query(const TripleQuery& query, float* out) const {
  const TripleQuery q = model_.resolve_inverses(query);
  const float* const relation =
      relation_matrices_.rows() > 0 ? relation_matrices_[q.relation] : model_.tables.relation[q.relation];
  return model_.margin + scorer_.query(q.end, model_.tables.entity[q.entity], relation, out);
}

float GraphQueries::score(const Triple& fact) const {
  const std::size_t width = scorer_.dims().query;
  Matrix row(2, width);
  const float constant = query(query_of(fact, TripleEnd::kTail), row[0]);
  std::copy_n(model_.tables.entity[fact.tail] + scorer_.candidate_begin(TripleEnd::kTail), width, row[1]);
  if (scorer_.similarity() == Similarity::kDot) return constant + dot(row[0], row[1], row.stride());
  float distance = 0;
  distances(scorer_.similarity(), {row[0], 1, row.stride()}, {row[1], 1, row.stride()}, width, &distance, 1);
  return constant + distance;
}

}  // namespace kinfold
