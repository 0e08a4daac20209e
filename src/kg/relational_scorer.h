// The lists of all relational scorers, and a scorer that is selected by name at run time.
#pragma once
#include <variant>

#include "core/type_list.h"
#include "kg/biased_dot.h"
#include "kg/complex.h"
#include "kg/cp.h"
#include "kg/distmult.h"
#include "kg/rescal.h"
#include "kg/rotate.h"
#include "kg/simple.h"
#include "kg/transe.h"

namespace kinfold {

using TripleScorers = TypeList<DistMult, ComplEx, Cp, SimplE, Rescal, TransE, RotatE, Tucker>;
using LinkScorers = TypeList<Dot, DotByRole>;
using AllScorers = decltype(concatenated(TripleScorers(), LinkScorers()));

// Dispatches to one of the scorers, with the interface of the concept Relational. A call handles a whole query vector,
// so the cost of the dispatch does not matter.
class RelationalScorer {
  decltype(variant_of(AllScorers())) scorer_;
  auto visit(auto&& body) const { return std::visit(body, scorer_); }

 public:
  // Throws a UsageError with the known names if the name is unknown.
  RelationalScorer(std::string_view name, RelationalOptions options);

  std::string_view name() const {
    return visit([](const auto& s) { return std::string_view(s.name); });
  }
  bool linear() const {
    return visit([](const auto& s) { return s.linear; });
  }
  bool is_complex() const {
    return visit([](const auto& s) { return s.is_complex; });
  }
  bool angles() const {
    return visit([](const auto& s) { return s.angles; });
  }
  bool has_core() const { return std::holds_alternative<Tucker>(scorer_); }
  ScorerDims dims() const {
    return visit([](const auto& s) { return s.dims(); });
  }
  Similarity similarity() const {
    return visit([](const auto& s) { return s.similarity(); });
  }
  std::size_t candidate_begin(TripleEnd end) const {
    return visit([=](const auto& s) { return s.candidate_begin(end); });
  }
  float query(TripleEnd end, const float* entity, const float* relation, float* query) const {
    return visit([=](const auto& s) { return s.query(end, entity, relation, query); });
  }
  void backward(TripleEnd end, const float* entity, const float* relation, QueryGradient gradients,
                float* entity_gradient, float* relation_gradient) const {
    visit([=](const auto& s) { s.backward(end, entity, relation, gradients, entity_gradient, relation_gradient); });
  }
};

}  // namespace kinfold
