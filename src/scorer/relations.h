// All relational scorers, and one of them chosen at run time.
#pragma once
#include <variant>

#include "core/choices.h"
#include "scorer/complex.h"
#include "scorer/cp.h"
#include "scorer/distmult.h"
#include "scorer/nodes.h"
#include "scorer/rescal.h"
#include "scorer/rotate.h"
#include "scorer/simple.h"
#include "scorer/transe.h"

namespace kinfold {

using TripleScorers = Choices<DistMult, ComplEx, Cp, SimplE, Rescal, TransE, RotatE, Tucker>;
using LinkScorers = Choices<Dot, DotByRole>;
using AllScorers = decltype(joined(TripleScorers(), LinkScorers()));

// A call for each query, not for each score: that is coarse enough for a variant.
class RelationalScorer {
  decltype(one_of(AllScorers())) scorer_;
  auto visit(auto&& body) const { return std::visit(body, scorer_); }

 public:
  // A UsageError names the known ones.
  RelationalScorer(std::string_view name, RelationalSetting setting);

  std::string_view name() const {
    return visit([](const auto& s) { return std::string_view(s.name); });
  }
  bool linear() const {
    return visit([](const auto& s) { return s.linear; });
  }
  bool paired() const {
    return visit([](const auto& s) { return s.paired; });
  }
  bool angles() const {
    return visit([](const auto& s) { return s.angles; });
  }
  bool has_core() const { return std::holds_alternative<Tucker>(scorer_); }
  Widths widths() const {
    return visit([](const auto& s) { return s.widths(); });
  }
  Similarity similarity() const {
    return visit([](const auto& s) { return s.similarity(); });
  }
  std::size_t first(End end) const {
    return visit([=](const auto& s) { return s.first(end); });
  }
  float query(End end, const float* entity, const float* relation, float* query) const {
    return visit([=](const auto& s) { return s.query(end, entity, relation, query); });
  }
  void backward(End end, const float* entity, const float* relation, Slopes slopes, float* of_entity,
                float* of_relation) const {
    visit([=](const auto& s) { s.backward(end, entity, relation, slopes, of_entity, of_relation); });
  }
};

}  // namespace kinfold
