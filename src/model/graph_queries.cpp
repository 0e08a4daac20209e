#include "model/graph_queries.h"

#include <algorithm>

#include "core/product.h"
#include "core/vector.h"
#include "scorer/distances.h"

namespace kinfold {

GraphQueries::GraphQueries(const GraphModel& model) : model_(model), scorer_(model.scorer()) {
  const auto& [entity, relation, core] = model.tables;
  if (core.rows() == 0) return;
  mixed_ = Table(relation.rows(), core.rank());
  Panels columns(core.rank(), core.rows());
  columns.set_columns(core[0], core.stride());
  product(relation[0], relation.rows(), relation.stride(), columns, 0, core.rank(), mixed_[0], mixed_.stride());
}

float GraphQueries::query(const Question& question, float* out) const {
  const Question q = model_.asked(question);
  const float* const relation = mixed_.rows() > 0 ? mixed_[q.relation] : model_.tables.relation[q.relation];
  return model_.margin + scorer_.query(q.end, model_.tables.entity[q.entity], relation, out);
}

float GraphQueries::score(const Triple& fact) const {
  const std::size_t width = scorer_.widths().query;
  Table row(2, width);
  const float constant = query(question_of(fact, End::kTail), row[0]);
  std::copy_n(model_.tables.entity[fact.tail] + scorer_.first(End::kTail), width, row[1]);
  if (scorer_.similarity() == Similarity::kDot) return constant + dot(row[0], row[1], row.stride());
  float distance = 0;
  distances(scorer_.similarity(), {row[0], 1, row.stride()}, {row[1], 1, row.stride()}, width, &distance, 1);
  return constant + distance;
}

}  // namespace kinfold
