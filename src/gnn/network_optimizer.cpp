#include "gnn/network_optimizer.h"

#include <utility>

namespace kinfold {

NetworkOptimizer::NetworkOptimizer(const std::vector<Parameter*>& parameters, std::string optimizer, double reg)
    : parameters_(parameters), optimizer_(std::move(optimizer)), reg_(reg) {
  for (const Parameter* p : parameters) states_.emplace_back(optimizer_, p->value.rows(), p->value.rank());
}

void NetworkOptimizer::step(double lr) {
  const OptimizerStep optimizer_step{optimizer_, float(lr), ++steps_};
  for (std::size_t p = 0; p < parameters_.size(); ++p) {
    const std::span<float> value = parameters_[p]->value.padded(), gradients = parameters_[p]->gradients.padded();
    const float weight_decay = float(reg_ * parameters_[p]->weight_decay);
    for (std::size_t i = 0; weight_decay > 0 && i < value.size(); ++i) gradients[i] += weight_decay * value[i];
    step_row(optimizer_step, value, states_[p].of(0), gradients.data());
  }
}

}  // namespace kinfold
